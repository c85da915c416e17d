/** Invented customers: enough of them that two of one name are rare, none of them anybody. */
import type { Random } from "../random.ts";
import type { InventedPerson } from "../senders/example.ts";

export interface Customer extends InventedPerson {
  /** From 0, in the order in which they appear. */
  number: number;
  jobTitle: string;
}

const familyNames = (
  "王 Wang|李 Li|张 Zhang|刘 Liu|陈 Chen|杨 Yang|黄 Huang|赵 Zhao|吴 Wu|周 Zhou|徐 Xu|孙 Sun|马 Ma|朱 Zhu|" +
  "胡 Hu|郭 Guo|何 He|林 Lin|高 Gao|罗 Luo|郑 Zheng|梁 Liang|谢 Xie|宋 Song|唐 Tang|许 Xu|韩 Han|冯 Feng|" +
  "邓 Deng|曹 Cao|彭 Peng|曾 Zeng|萧 Xiao|田 Tian|董 Dong|潘 Pan|袁 Yuan|蔡 Cai|蒋 Jiang|余 Yu"
).split("|");

const givenNames = (
  "晓雨 Xiaoyu|思远 Siyuan|若溪 Ruoxi|雨桐 Yutong|子涵 Zihan|浩然 Haoran|欣怡 Xinyi|建国 Jianguo|志强 Zhiqiang|" +
  "丽华 Lihua|明轩 Mingxuan|佳琪 Jiaqi|俊杰 Junjie|诗涵 Shihan|宇航 Yuhang|美玲 Meiling|文博 Wenbo|雅婷 Yating|" +
  "天佑 Tianyou|静怡 Jingyi|国栋 Guodong|春燕 Chunyan|泽宇 Zeyu|梦瑶 Mengyao|海涛 Haitao|秀英 Xiuying|嘉豪 Jiahao|" +
  "可欣 Kexin|立新 Lixin|晨曦 Chenxi|少华 Shaohua|婉清 Wanqing|一鸣 Yiming|书瑶 Shuyao|永健 Yongjian|紫萱 Zixuan"
).split("|");

const companyRoots = (
  "青岚 Qinglan|山间 Shanjian|桐里 Tongli|云栖 Yunqi|望江 Wangjiang|听雨 Tingyu|白鹭 Bailu|长亭 Changting|" +
  "半亩 Banmu|知行 Zhixing|远帆 Yuanfan|东篱 Dongli|松间 Songjian|溪口 Xikou|明月 Mingyue|北辰 Beichen|" +
  "南枝 Nanzhi|朝露 Zhaolu|金穗 Jinsui|鹿鸣 Luming|星河 Xinghe|墨香 Moxiang|禾木 Hemu|澄心 Chengxin"
).split("|");
const companyTrades = "茶业 餐饮 设计 科技 贸易 酒店 文化 食品 广告 物流 咨询 教育".split(" ");
const cities =
  "上海 北京 杭州 苏州 成都 深圳 广州 南京 武汉 西安 厦门 青岛 长沙 宁波 昆明 天津".split(" ");
const jobTitles = "采购经理 店长 行政主管 总经理 设计总监 市场经理 厨师长 采购专员".split(" ");
const mailDomains = ["yunshan-mail.cn", "guyu-mail.cn", "post-lantern.com", "chahua-mail.cn"];

const wordsOf = (text: string): [string, string] => text.split(" ", 2) as [string, string];

/** Spread over the numbers of one prefix, so that each is another's and none is a row of digits. */
const numbersStep = 48_271;
const numbersBelow = 99_999_989;

/** `number`: whose turn it is. */
export function inventCustomer(number: number, random: Random): Customer {
  const [familyName, family] = wordsOf(random.pick(familyNames) ?? "");
  const [givenName, given] = wordsOf(random.pick(givenNames) ?? "");
  const [root, latinRoot] = wordsOf(random.pick(companyRoots) ?? "");
  const suffix = number.toString(36).padStart(6, "0");
  const mailbox = `${given}.${family}${number}`.toLowerCase();
  const domain = random.chance(0.3)
    ? `${latinRoot.toLowerCase()}-tea.cn`
    : random.pick(mailDomains);
  const mobile = `139${String(((number + 1) * numbersStep) % numbersBelow).padStart(8, "0")}`;
  return {
    number,
    suffix,
    familyName,
    givenName,
    fullName: familyName + givenName,
    mobile,
    phone: `+86${mobile}`,
    email: `${mailbox}@${domain}`,
    company: `${root}${random.pick(companyTrades)}有限公司`,
    city: random.pick(cities) ?? "",
    jobTitle: random.pick(jobTitles) ?? "",
  };
}
