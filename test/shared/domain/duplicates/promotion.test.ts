import { describe, expect, it } from "vitest";
import { comparableOf } from "#shared/domain/duplicates/comparable.ts";
import { compositeKeysOf } from "#shared/domain/duplicates/composite-key.ts";
import { promotedLinks, valuesOfClaims } from "#shared/domain/duplicates/promotion.ts";
import { recordOf } from "#shared/domain/record.ts";
import { claim, claims, eventOf, folding } from "#test/fixtures/events.ts";

const said = { fullName: "王小明", birthday: "1987-04-11", company: "溪流有限公司" };

describe("a promoted key", () => {
  it("is an identifier that nobody proved", () => {
    expect(promotedLinks(claims(said), ["name-birthday"])).toEqual([
      {
        type: "composite",
        namespace: "name-birthday",
        value: JSON.stringify(["小明王", "1987-04-11"]),
        verified: false,
      },
    ]);
  });

  it("stays unproved where the channel proved its parts", () => {
    const proved = claims(said).map((each) => ({ ...each, verified: true }));
    expect(promotedLinks(proved, ["name-birthday"])).toEqual(
      promotedLinks(claims(said), ["name-birthday"]),
    );
  });

  it("links once, however often the tenant names it", () => {
    expect(promotedLinks(claims(said), ["name-company", "name-company"])).toHaveLength(1);
  });

  it("is nothing where no key is promoted", () => {
    expect(promotedLinks(claims(said), [])).toEqual([]);
  });

  it.each([
    ["is missing", [claim("fullName", "王小明")]],
    ["is too weak", claims({ fullName: "王先生", birthday: "1987-04-11" })],
    [
      "is invalid",
      [claim("fullName", "王小明"), claim("birthday", "1987-04-11", { valid: false })],
    ],
    [
      "was removed",
      [claim("fullName", "王小明"), claim("birthday", "1987-04-11", { removed: true })],
    ],
  ])("is nothing where a part %s", (_, given) => {
    expect(promotedLinks(given, ["name-birthday"])).toEqual([]);
  });

  it("has the value that the event's record has, however long what was said", () => {
    const street = `湖滨路18号${" -".repeat(240)}${"楼".repeat(100)}`;
    const event = eventOf(1, { claims: claims({ ...said, street }) });
    const { values } = comparableOf(recordOf(event, [], folding));
    expect(compositeKeysOf(valuesOfClaims(event.claims))).toEqual(compositeKeysOf(values));
  });
});
