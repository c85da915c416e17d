import { describe, expect, it } from "vitest";
import {
  normaliseFullName,
  normaliseNamePart,
  normaliseNickname,
} from "#shared/domain/normalise/name.ts";

describe("a full name", () => {
  it.each([
    ["Ann  Example", "Ann Example"],
    ["O'Neill-García, Ann", "O'Neill-García, Ann"],
    ["ann example", "ann example"],
    ["李 明", "李明"],
    ["李　小　明", "李小明"],
    ["李明 Ming Li", "李明 Ming Li"],
    ["阿依古丽·买买提", "阿依古丽·买买提"],
    ["Nulle Part", "Nulle Part"],
  ])("%j is shown as %j", (raw, value) => {
    expect(normaliseFullName(raw)).toEqual({ valid: true, value });
  });

  it.each(["null", "N/A", "undefined", "无", "-", "12345", "😀", "?", "a".repeat(201)])(
    "is not %j",
    (raw) => {
      expect(normaliseFullName(raw)).toEqual({ valid: false });
    },
  );
});

describe("a part of a name", () => {
  it.each(["Null", "None", "Nil", "Na", "李"])("may be %j: such families exist", (raw) => {
    expect(normaliseNamePart(raw)).toEqual({ valid: true, value: raw });
  });

  it.each(["undefined", "N/A", "(null)", "-", "42", "a".repeat(201)])("is not %j", (raw) => {
    expect(normaliseNamePart(raw)).toEqual({ valid: false });
  });
});

describe("a nickname", () => {
  it.each(["🐟", "12345", "小 鱼", "..."])("may be %j", (raw) => {
    expect(normaliseNickname(raw)).toEqual({ valid: true, value: raw });
  });

  it("is bounded", () => {
    expect(normaliseNickname("a".repeat(201))).toEqual({ valid: false });
  });
});
