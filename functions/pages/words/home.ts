/** The first page. */
import type { Role } from "#shared/domain/staff.ts";
import type { Words } from "#shared/lambda/language.ts";

export const homeWords = {
  menu: { en: "Start", zh: "首页" },
  title: { en: "Welcome", zh: "欢迎" },
  who: { en: "You are", zh: "您是" },
  role: { en: "Your role", zh: "您的角色" },
  quality: {
    en: "Can we trust our data, and what should be fixed first?",
    zh: "数据可信吗？先改进什么？",
  },
  may: { en: "You may", zh: "您可以" },
} satisfies Record<string, Words>;

export const may: Readonly<Record<Role, Words>> = {
  viewer: {
    en: "Look at quality, and at records whose personal values are masked.",
    zh: "查看质量，以及个人信息已脱敏的记录。",
  },
  entry: {
    en: "Enter customers, and see your own entries.",
    zh: "录入客户，并查看自己录入的内容。",
  },
  steward: {
    en: "See records in clear, correct, merge and split them, and decide reviews.",
    zh: "查看完整记录，更正、合并、拆分记录，并处理待审事项。",
  },
  compliance: { en: "File and follow data-subject requests.", zh: "登记并跟进个人信息权利请求。" },
  auditor: {
    en: "Read the audit and follow requests: who saw or decided what.",
    zh: "查看审计记录并跟踪请求：谁看过、谁决定过什么。",
  },
  admin: {
    en: "All of it, but for approving a request of your own.",
    zh: "以上全部，但不能批准自己提出的请求。",
  },
};
