/** Invented people, one for each channel that `--all` shows: none is anybody the others speak of. */
import type { InventedPerson } from "../senders/example.ts";

interface Name {
  givenName: string;
  familyName: string;
  company: string;
  city: string;
}

const names: readonly [Name, ...Name[]] = [
  { givenName: "思远", familyName: "陈", company: "山间茶舍有限公司", city: "杭州" },
  { givenName: "Clara", familyName: "Nowak", company: "Nowak Tea Rooms", city: "Poznań" },
  { givenName: "若溪", familyName: "沈", company: "若溪设计工作室", city: "苏州" },
  { givenName: "Tomás", familyName: "Ferreira", company: "Casa Ferreira Lda", city: "Porto" },
  { givenName: "雨桐", familyName: "周", company: "桐里餐饮有限公司", city: "成都" },
  { givenName: "Ingrid", familyName: "Solheim", company: "Solheim Handel AS", city: "Bergen" },
];

/** Of eight random bytes. */
export function inventPerson(random: Buffer): InventedPerson {
  const number = random.readUIntBE(0, 6);
  const suffix = number.toString(36).padStart(6, "0").slice(-6);
  const { givenName, familyName, company, city } = names[number % names.length] ?? names[0];
  const isChinese = /\p{Script=Han}/u.test(familyName);
  const mobile = `138${String(random.readUIntBE(2, 6) % 100_000_000).padStart(8, "0")}`;
  return {
    suffix,
    givenName,
    familyName,
    fullName: isChinese ? familyName + givenName : `${givenName} ${familyName}`,
    mobile,
    phone: `+86${mobile}`,
    email: `hello.${suffix}@yunshan-mail.cn`,
    company,
    city,
  };
}
