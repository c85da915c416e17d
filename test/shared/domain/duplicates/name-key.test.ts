import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameOf, rotations } from "#shared/domain/duplicates/name-key.ts";

const keyOf = (fullName: string) => nameOf({ fullName })?.key;
const keyOfParts = (familyName: string, givenName: string) =>
  nameOf({ familyName, givenName })?.key;

describe("one name", () => {
  it.each([
    [
      "王小明",
      [
        "小明王",
        "王 小明",
        "小明 王",
        "王小明先生",
        "王小明（Tony）",
        "Tony 王小明",
        "王·小明",
        "　王小明",
      ],
    ],
    ["欧阳娜", ["娜 欧阳", "欧阳 娜"]],
    [
      "Wang Xiaoming",
      [
        "Xiaoming Wang",
        "WANG, Xiaoming",
        "wang xiao-ming",
        "Xiao Ming Wang",
        "Ｗａｎｇ　Ｘｉａｏｍｉｎｇ",
        "Mr. Xiaoming Wang",
        "Wáng Xiǎomíng",
      ],
    ],
    ["Siobhán O'Brien", ["o’brien siobhan", "OBRIEN Siobhan", "Siobhan Q. O'Brien (Shiv)"]],
    ["佐藤 さくら", ["さくら佐藤", "佐藤さくら様"]],
    ["김민수", ["민수 김"]],
    ["Müller, Jörg", ["Jorg Muller"]],
    ["Иванова Алёна", ["АЛЕНА ИВАНОВА"]],
  ])("%s has one key in every spelling", (name, spellings) => {
    expect(keyOf(name)).toBeDefined();
    for (const spelling of spellings) expect(keyOf(spelling), spelling).toBe(keyOf(name));
  });

  it("has the same key in parts as in full", () => {
    expect(keyOfParts("王", "小明")).toBe(keyOf("王小明"));
    expect(keyOfParts("小明", "王")).toBe(keyOf("王小明"));
    expect(keyOfParts("Wang", "Xiaoming")).toBe(keyOf("Xiaoming Wang"));
  });

  it("is read from the parts before the full name, and from it where a part is missing", () => {
    const fullName = "Ottilie Maria Quist";
    expect(nameOf({ fullName, familyName: "Quist", givenName: "Ottilie" })?.key).toBe(
      keyOf("Ottilie Quist"),
    );
    expect(nameOf({ fullName, givenName: "Ottilie" })?.key).toBe(keyOf(fullName));
    expect(nameOf({ fullName, familyName: ".", givenName: "Ottilie" })?.key).toBe(keyOf(fullName));
  });

  it("has one key whatever the order, case and punctuation of its two words", () => {
    const words = fc.stringMatching(/^[a-zé]{2,12}$/);
    fc.assert(
      fc.property(words, words, fc.constantFrom(" ", ", ", "-", "  ", "　"), (one, other, gap) => {
        expect(keyOf(`${one} ${other}`)).toBe(keyOf(`${other}${gap}${one}`.toUpperCase()));
      }),
    );
  });

  it("has one key wherever a run of Chinese characters begins", () => {
    const characters = fc.array(fc.constantFrom(..."陈 林 赵 周 溪 海 文 华 安 宁".split(" ")), {
      minLength: 2,
      maxLength: 5,
    });
    fc.assert(
      fc.property(characters, (units) => {
        expect(new Set(rotations(units).map(keyOf)).size).toBe(1);
      }),
    );
  });
});

describe("two names", () => {
  it.each([
    ["李文华", "李华文"],
    ["王小明", "王晓明"],
    ["王小明", "王小"],
    ["张伟", "张伟2"],
    ["Ana Lind", "Anna Lind"],
    ["王小明", "Wang Xiaoming"],
  ])("%s and %s have two keys", (one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other));
  });
});

describe("no key", () => {
  it.each([
    "王",
    "王先生",
    "李总",
    "陈老师",
    "小王",
    "老李",
    "某某",
    "王某",
    "张三",
    "匿名用户",
    "微信用户",
    "哈哈哈",
    "Ottilie",
    "J Quist",
    "Mr Quist",
    "John Doe",
    "Test User",
    "null null",
    "N/A",
    "xx xx",
    "(王小明)",
    "🙂🙂",
    "12 34",
    "",
  ])("is made of %j", (name) => {
    expect(keyOf(name)).toBeUndefined();
  });

  it("is made of one part alone", () => {
    expect(nameOf({ familyName: "欧阳" })).toBeUndefined();
    expect(nameOf({ givenName: "Ottilie" })).toBeUndefined();
  });

  it("is lost to a family whose name a program would take for nothing", () => {
    expect(keyOf("Jennifer Null")).toBeDefined();
  });
});
