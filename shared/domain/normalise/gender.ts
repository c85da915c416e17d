/** Gender as forms, platforms and registers write it; the numbers are ISO 5218, as in GB/T 2261.1. */
import { invalid, type Normalised, valid } from "./normalised.ts";
import { cleanText } from "./text.ts";

const words = {
  male: "male m man mr 1 男 男性 男士 男生 先生",
  female: "female f woman ms mrs miss 2 女 女性 女士 女生 小姐 太太",
  other: "other non-binary nonbinary diverse 其他 其它",
  unknown: "unknown undisclosed secret 0 9 未知 保密 未说明",
};

const genders = new Map(
  Object.entries(words).flatMap(([gender, all]) => all.split(" ").map((word) => [word, gender])),
);

export function normaliseGender(raw: string): Normalised {
  const gender = genders.get(cleanText(raw).toLowerCase().replace(/\.$/, ""));
  return gender === undefined ? invalid : valid(gender);
}
