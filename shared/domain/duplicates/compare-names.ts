/** How alike two names are. */
import type { FindingName } from "./finding.ts";
import { isOneSlipApart } from "./near.ts";
import { type Name, nameOf, rotations } from "./name-key.ts";
import type { Values } from "./part.ts";

export function compareNames(a: Values, b: Values): FindingName | undefined {
  const [one, other] = [nameOf(a), nameOf(b)];
  // 王小明 and `Wang Xiaoming` neither agree nor disagree.
  if (one === undefined || other === undefined || one.unspaced !== other.unspaced) return undefined;
  if (one.key === other.key) return one.short ? "sameShortName" : "sameName";
  if (one.unspaced) return isOneCharacterApart(one, other) ? "partOfName" : "otherName";
  if (isNearName(one, other)) return "nearName";
  return sharesWord(one, other) ? "partOfName" : "otherName";
}

/** A character is a third of a Chinese name: a slip by ear, 小 for 晓, or a brother. */
function isOneCharacterApart(a: Name, b: Name): boolean {
  return a.units.length > 2 && b.units.length > 2 && isNearInSomeOrder(a, b);
}

/** Short names are too close to each other: `Li Na` and `Li Ma`. */
const nearLengthMin = 7;

function isNearName(a: Name, b: Name): boolean {
  return Math.min(a.key.length, b.key.length) >= nearLengthMin && isNearInSomeOrder(a, b);
}

/** Both take all turns: where a word was split or joined, only one of them has the turn that fits. */
function isNearInSomeOrder(a: Name, b: Name): boolean {
  const [first, second] = [a.units.join(""), b.units.join("")];
  return (
    rotations(a.units).some((turned) => isOneSlipApart(turned, second)) ||
    rotations(b.units).some((turned) => isOneSlipApart(turned, first))
  );
}

function sharesWord(a: Name, b: Name): boolean {
  return a.units.some((word) => word.length > 2 && b.units.includes(word));
}
