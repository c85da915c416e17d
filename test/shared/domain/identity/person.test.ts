import { describe, expect, it } from "vitest";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import {
  carriesUnlinked,
  holds,
  newPerson,
  type Person,
  survivesOver,
} from "#shared/domain/identity/person.ts";
import { emptyRecord } from "#shared/domain/record.ts";
import { email, openid, phone, phoneOf } from "#test/fixtures/events.ts";

const personWith = (...identifiers: StatedIdentifier[]): Person => ({
  ...newPerson("0190-person"),
  record: { ...emptyRecord, identifiers },
});

describe("a person holds", () => {
  const person = personWith(openid("oMadeUp1", true), phone(phoneOf(1)));

  it("what its record lists, whoever proved it", () => {
    expect(holds(person, phone(phoneOf(1), true))).toBe(true);
    expect(holds(person, openid("oMadeUp1"))).toBe(true);
  });

  it.each([
    ["another value", phone(phoneOf(2))],
    ["the value under another type", email(phoneOf(1))],
    ["the value in another namespace", { ...openid("oMadeUp1"), namespace: "wx0" }],
  ])("not %s", (_, identifier) => {
    expect(holds(person, identifier)).toBe(false);
  });

  it("not what its events carry without its pointing there, and carries that", () => {
    const unlinked = [{ ...phone(phoneOf(2)), why: "limit" as const }];
    const refused = { ...person, unlinked };
    expect(holds(refused, phone(phoneOf(2)))).toBe(false);
    expect(carriesUnlinked(refused, phone(phoneOf(2), true))).toBe(true);
    expect(carriesUnlinked(refused, phone(phoneOf(1)))).toBe(false);
  });
});

describe("of two persons survives", () => {
  const person = (id: string, version: number, events: number): Person => ({
    ...newPerson(id),
    version,
    record: { ...emptyRecord, events },
  });

  it.each([
    ["who is stored", person("b", 1, 1), person("a", 0, 9)],
    ["who has more events", person("b", 1, 9), person("a", 5, 8)],
    ["who was there first, where they are alike", person("a", 2, 3), person("b", 7, 3)],
  ])("%s", (_, survivor, other) => {
    expect(survivesOver(survivor, other)).toBe(true);
    expect(survivesOver(other, survivor)).toBe(false);
  });
});
