/** What a run may change of a tenant's rules, and what stays. */
import { expect, test } from "vitest";
import { applyPolicy } from "#bin/accuracy/apply-policy.ts";
import { policy } from "#test/fixtures/events.ts";

test("the mapping's region and the promoted keys take effect", () => {
  const changed = applyPolicy(policy, { phoneRegion: "AU", promote: ["name-birthday"] });
  expect(changed).toMatchObject({ phoneRegion: "AU", promotedKeys: ["name-birthday"] });
});

test("keys that the tenant promoted stay promoted unless others are named", () => {
  const own = { ...policy, promotedKeys: ["wechat-id" as const] };
  const promotedBy = (promote: "name-birthday"[] | undefined) =>
    applyPolicy(own, { phoneRegion: undefined, promote }).promotedKeys;
  expect(promotedBy(undefined)).toEqual(["wechat-id"]);
  expect(promotedBy(["name-birthday"])).toEqual(["name-birthday"]);
});

test("what nobody asks for stays, and the tenant's own rules are not touched", () => {
  const before = structuredClone(policy);
  expect(applyPolicy(policy, { phoneRegion: undefined, promote: undefined })).toMatchObject(policy);
  applyPolicy(policy, { phoneRegion: "AU", promote: ["wechat-id"] });
  expect(policy).toEqual(before);
});
