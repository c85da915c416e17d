import { describe, expect, it } from "vitest";
import { comparableOf } from "#shared/domain/duplicates/comparable.ts";
import { emptyRecord, recordOf } from "#shared/domain/record.ts";
import { claim, claims, email, eventOf, folding } from "#test/fixtures/events.ts";

const home = { city: "苏州", street: "湖滨路18号" };

describe("what of a record is compared", () => {
  it("is every sound value, of groups as well, and what points at it", () => {
    const event = eventOf(1, { claims: claims({ fullName: "王小明", company: "溪流", ...home }) });
    const address = email("xiaoming@brook.cn");
    expect(comparableOf(recordOf(event, [address], folding))).toEqual({
      values: { fullName: "王小明", company: "溪流", ...home },
      identifiers: [address],
    });
  });

  it("is no value that its normaliser refused", () => {
    const refused = claim("birthday", "1987", { valid: false });
    const event = eventOf(1, { claims: [...claims(home), refused] });
    expect(comparableOf(recordOf(event, [], folding)).values).toEqual(home);
  });

  it("is no value that was removed", () => {
    const removed = claim("company", "", { removed: true });
    const event = eventOf(1, { claims: [...claims(home), removed] });
    expect(comparableOf(recordOf(event, [], folding)).values).toEqual(home);
  });

  it("is nothing of an empty record", () => {
    expect(comparableOf(emptyRecord)).toEqual({ values: {}, identifiers: [] });
  });
});
