/** An entry of Gravity Forms: questions are numbers, and the parts of one follow a dot. */
import type { Answer, AnswerMapping } from "./answers.ts";
import { fullName } from "./full-name.ts";

/** Parts of names and addresses have fixed numbers: docs.gravityforms.com/name, …/address-field. */
const addressParts = { city: "3", province: "4", postalCode: "5", country: "6" } as const;

/**
 * `1.3` alone, or question `1` as a whole where the mapping names it: a name, an address, or the
 * boxes that were ticked.
 */
export function gravityAnswers(
  entry: Readonly<Record<string, unknown>>,
  mapping: AnswerMapping,
): Answer[] {
  const inputs = Object.entries(entry).filter(([key]) => /^\d{1,6}(\.\d{1,4})?$/.test(key));
  const single: Answer[] = [];
  const whole = new Map<string, Map<string, unknown>>();
  for (const [key, value] of inputs) {
    const [question = "", part] = key.split(".");
    if (part === undefined || Object.hasOwn(mapping, key) || !Object.hasOwn(mapping, question)) {
      single.push({ keys: [key], label: key, value });
    } else {
      const parts = whole.get(question) ?? new Map<string, unknown>();
      whole.set(question, parts.set(part, value));
    }
  }
  const joined = [...whole].map(([question, parts]) => ({
    keys: [question],
    label: question,
    value: wholeOf(parts, mapping[question]),
  }));
  return [...single, ...joined];
}

function wholeOf(parts: ReadonlyMap<string, unknown>, target: string | undefined): unknown {
  const text = (part: string) => {
    const value = parts.get(part);
    return typeof value === "string" ? value.trim() : "";
  };
  if (target === "fullName") {
    return fullName([text("3"), text("4")].filter(Boolean).join(" "), text("6"));
  }
  if (target === "address") {
    const street = [text("1"), text("2")].filter(Boolean).join(", ");
    const others = Object.entries(addressParts).map(([name, part]) => [name, text(part)]);
    return { street, ...(Object.fromEntries(others) as Record<string, string>) };
  }
  return [...parts.values()].filter((value) => value !== "" && value !== null);
}
