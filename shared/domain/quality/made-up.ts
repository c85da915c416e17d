/** Valid values that look like what people type to get past a mandatory field. */
import type { Claim } from "../event.ts";
import type { FieldRegistry } from "../field.ts";
import { blockedReason } from "../identity/blocked.ts";
import type { Policy } from "../policy.ts";

/** What forms are tried out with; 张三 and 李四 are whom Chinese forms show as an example. */
const names = new Set(
  (
    "aa|aaa|abc|abcd|anonymous|asd|asdf|asdfg|customer|demo|fake|foo|guest|jane doe|john doe|name|" +
    "no name|qwe|qwer|qwerty|test|test test|test user|tester|testing|user|xxx|" +
    "佚名|匿名|客户|张三|李四|测试|用户|某某|路人甲"
  ).split("|"),
);

const nameFields = new Set(["fullName", "familyName", "givenName"]);

export function isMadeUp(
  { field, value }: Pick<Claim, "field" | "value">,
  { fields, policy }: { fields: FieldRegistry; policy: Policy },
): boolean {
  const type = fields.get(field)?.identifier;
  if (type !== undefined) {
    const reason = blockedReason({ type, namespace: "", value }, policy);
    // A mailbox of a duty is real; it is nobody's.
    return reason !== undefined && reason !== "role-mailbox";
  }
  if (!nameFields.has(field)) return false;
  // 丽丽 and Aa are names; three of one letter are none.
  return names.has(value.toLowerCase()) || /^(.)\1{2,}$/iu.test(value);
}
