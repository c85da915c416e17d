/** Whether the region is where the tenant's laws let data be without more. */
import type { Tenant } from "../tenant.ts";
import type { Words } from "./declaration.ts";

/** Each named: London and Zurich are called European, and lie outside the Economic Area. */
const eeaRegions = new Set([
  "eu-central-1",
  "eu-north-1",
  "eu-south-1",
  "eu-south-2",
  "eu-west-1",
  "eu-west-3",
  "eusc-de-east-1",
]);
const isInChina = (region: string): boolean => region.startsWith("cn-");

export function transfersOf({ region, privacy }: Pick<Tenant, "region" | "privacy">): Words[] {
  const { laws } = privacy;
  return [
    {
      en: `everything stays in ${region}: nothing is replicated or sent to another region`,
      zh: `全部数据位于 ${region}：不复制、不传输至其他区域`,
    },
    ...(laws.includes("gdpr") && !eeaRegions.has(region) ? [outsideEea] : []),
    ...(laws.includes("pipl") && !isInChina(region) ? [outsideChina] : []),
  ];
}

const outsideEea: Words = {
  en: "☐ outside the European Economic Area: adequacy or safeguards (GDPR chapter V)",
  zh: "☐ 位于欧洲经济区之外：需充分性认定或保障措施（GDPR 第五章）",
};
const outsideChina: Words = {
  en: "☐ outside the mainland of China: security assessment, standard contract or certification, separate consent (PIPL art. 38–40)",
  zh: "☐ 位于中国大陆之外：安全评估、标准合同或认证，以及单独同意（《个人信息保护法》第三十八至四十条）",
};
