/** What a row says, and what it does not. */
import { describe, expect, test } from "vitest";
import { Mapping } from "#bin/accuracy/mapping.ts";
import { stateRow } from "#bin/accuracy/state-row.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";

const fields = fieldRegistry({ customFields: [] });

function stated(mapping: object, cells: Readonly<Record<string, string>>) {
  return stateRow((column) => cells[column] ?? "", 7, { mapping: Mapping.parse(mapping), fields });
}

test("each column is a value of its field", () => {
  const mapping = { fields: { home: "phone", mobile: "phone" } };
  const { claims } = stated(mapping, { home: "0512 6543", mobile: "137" });
  expect(claims.map(({ field, value }) => [field, value])).toEqual([
    ["phone", "0512 6543"],
    ["phone", "137"],
  ]);
});

test("joined columns are one value, without the empty ones", () => {
  const joined = { street: { columns: ["no", "road", "flat"], separator: ", " } };
  const { claims } = stated({ joined }, { no: " 8", road: " ", flat: "2b " });
  expect(claims.map(({ value }) => value)).toEqual(["8, 2b"]);
});

test("proved is what the mapping says is proved, and nothing else", () => {
  const mapping = {
    fields: { tel: "phone", mail: "email" },
    identifiers: {
      a: { type: "external-id", namespace: "crm", verified: true },
      b: { type: "external-id", namespace: "shop" },
    },
    verified: ["phone"],
  };
  const { claims, identifiers } = stated(mapping, { a: "1", b: "2" });
  expect(claims.map(({ verified }) => verified)).toEqual([true, false]);
  expect(identifiers?.map(({ value, verified }) => [value, verified])).toEqual([
    ["1", true],
    ["2", false],
  ]);
});

test("the order of day and month concerns dates only", () => {
  const mapping = { fields: { born: "birthday", note: "note" }, dateFormat: "day-first" };
  const { claims } = stated(mapping, { born: "03/04/1990", note: "03/04/1990" });
  expect(claims.map(({ value }) => value)).toEqual(["1990-04-03", "03/04/1990"]);
});

describe("the id", () => {
  const mapping = { fields: { tel: "phone" }, id: "rec" };
  test("is the row's own", () => {
    expect(stated(mapping, { rec: " r1 " }).businessId).toBe("r1");
  });

  test.each([
    ["is blank", mapping],
    ["has no column", { fields: { tel: "phone" } }],
  ])("is the row's number where it %s", (_, said) => {
    expect(stated(said, { rec: " " }).businessId).toBe("row 7");
  });
});

describe("the time", () => {
  const mapping = { fields: { tel: "phone" }, observedAt: "seen" };
  test("is what the column says", () => {
    const { observedAt } = stated(mapping, { seen: "2026-01-03" });
    expect(observedAt?.toISOString()).toBe("2026-01-03T00:00:00.000Z");
  });

  test("is none where the column says nothing that can be read", () => {
    expect(stated(mapping, { seen: "someday" })).not.toHaveProperty("observedAt");
  });
});

test("a column without a meaning has no say, not even in the event's id", () => {
  const mapping = { fields: { tel: "phone" } };
  const told = (customer: string) => stated(mapping, { tel: "137", customer });
  expect(told("c1")).toEqual(told("c2"));
});
