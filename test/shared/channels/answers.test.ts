import { describe, expect, it } from "vitest";
import {
  AnswerMapping,
  FormSettings,
  isYes,
  mappingOf,
  namedAnswers,
  readAnswers,
  removedClaims,
  scalarText,
} from "#shared/channels/answers.ts";
import { fields } from "./harness.ts";

const read = (value: unknown, mapping: AnswerMapping, key = "q1") =>
  readAnswers([{ keys: [key], label: "Question", value }], mapping, fields);

const nothing = { claims: [], identifiers: [], consents: [], tags: [], extras: {} };

describe("an answer", () => {
  it("goes where the mapping says", () => {
    expect(read("林晓雨", { q1: "fullName" })).toEqual({
      ...nothing,
      claims: [{ field: "fullName", value: "林晓雨" }],
    });
  });

  it("goes to the field of its own name where nothing maps it", () => {
    expect(read("CTO", {}, "jobTitle").claims).toEqual([{ field: "jobTitle", value: "CTO" }]);
  });

  it("goes where the mapping says rather than to the field of its own name", () => {
    expect(read("x", { email: "ignore" }, "email")).toEqual(nothing);
  });

  it("tries its keys in turn", () => {
    const answer = { keys: ["ref", "id"], label: "Q", value: "a" };
    expect(readAnswers([answer], { id: "city", ref: "note" }, fields).claims).toEqual([
      { field: "note", value: "a" },
    ]);
  });

  it("goes where the form says it belongs if nobody else knows", () => {
    const answer = { keys: ["q"], label: "Q", value: "a@b.example", otherwise: "email" };
    expect(readAnswers([answer], {}, fields).claims).toHaveLength(1);
    expect(readAnswers([answer], { q: "ignore" }, fields)).toEqual(nothing);
  });

  it("that has only a name goes by it, and where senders always name it so", () => {
    const known = new Map([["mail", "email"]]);
    const answers = namedAnswers({ mail: "a@b.example", city: "Porto", constructor: "x" }, known);
    expect(readAnswers(answers, {}, fields)).toEqual({
      ...nothing,
      claims: [
        { field: "email", value: "a@b.example" },
        { field: "city", value: "Porto" },
      ],
      extras: { constructor: "x" },
    });
  });

  it("that nobody knows is kept under its question", () => {
    expect(read("blue", {})).toEqual({ ...nothing, extras: { Question: "blue" } });
    expect(read("blue", { q1: "noSuchField" }).extras).toEqual({ Question: "blue" });
  });

  it("may be an address, a tag, several tags, an id of another system", () => {
    expect(read({ city: "西安市", street: "高新路" }, { q1: "address" }).claims).toContainEqual({
      field: "city",
      value: "西安市",
    });
    expect(read("one line", { q1: "address" }).extras).toEqual({ Question: "one line" });
    expect(read(["a", "b"], { q1: "tag" }).tags).toEqual([
      { tag: "a", present: true },
      { tag: "b", present: true },
    ]);
    expect(read(12, { q1: "external-id:crm" }).identifiers).toEqual([
      { type: "external-id", namespace: "crm", value: "12", verified: false },
    ]);
  });

  it.each([undefined, null, "", "  ", [], ["", null]])(
    "that is empty (%j) says nothing",
    (value) => {
      expect(read(value, { q1: "consent:email-marketing" })).toEqual(nothing);
      expect(read(value, { q1: "tag" })).toEqual(nothing);
      expect(read(value, {})).toEqual(nothing);
    },
  );

  it.each([
    [["我愿意收到邮件"], true],
    ["我愿意收到邮件", true],
    [["别的", " 我愿意收到邮件 "], true],
    [["我不愿意收到邮件"], false],
    ["yes", false],
    [true, false],
  ])("%j is the choice that gives consent: %j", (value, granted) => {
    const mapping = AnswerMapping.parse({ q1: "consent:email-marketing=我愿意收到邮件" });
    expect(read(value, mapping).consents).toEqual([{ purpose: "email-marketing", granted }]);
  });

  it("that the provider proved is verified", () => {
    const answer = { keys: ["phone"], label: "Q", value: "13900001111", verified: true };
    expect(readAnswers([answer], {}, fields).claims).toEqual([
      { field: "phone", value: "13900001111", verified: true },
    ]);
  });

  it("is mapped by the first name of its form that the settings know", () => {
    const settings = FormSettings.parse({
      fields: { q1: "note" },
      forms: { one: { fields: { q1: "city" } }, other: { fields: { q1: "email" } } },
    });
    expect(mappingOf(settings, "id", "other", "one")).toEqual({ q1: "email" });
    expect(mappingOf(settings, "toString", "id")).toEqual({ q1: "note" });
  });

  it("of several choices is one text", () => {
    expect(scalarText(["a", "", 2, true, null])).toBe("a, 2, true");
    expect(scalarText({ a: 1 })).toBe('{"a":1}');
  });
});

describe("a consent", () => {
  it.each([true, "true", "Yes", "on", "1", 1, "同意", "是", ["同意"], " agreed "])(
    "is given by %j",
    (value) => {
      expect(isYes(value)).toBe(true);
      expect(read(value, { q1: "consent:sms" }).consents).toEqual([
        { purpose: "sms", granted: true },
      ]);
    },
  );

  it.each([false, "no", "否", 0, "maybe", "不同意", "yes please, but only on Mondays", {}])(
    "is not given by %j",
    (value) => {
      expect(isYes(value)).toBe(false);
    },
  );
});

describe("an empty answer of a sender to whom it means that there is none any more", () => {
  const removed = (value: unknown, mapping: AnswerMapping, key = "q1") =>
    removedClaims([{ keys: [key], label: "Question", value }], mapping, fields);

  it.each([null, undefined, "", " ", []])("takes the value of a field away (%j)", (value) => {
    expect(removed(value, {}, "city")).toEqual([{ field: "city", value: "", removed: true }]);
  });

  it.each(["consent:email-marketing", "external-id:crm", "tag", "ignore", "address"])(
    "takes nothing away from %s",
    (target) => {
      expect(removed("", { q1: target })).toEqual([]);
    },
  );

  it("is none where something was answered, or nobody knows where it goes", () => {
    expect(removed(0, {}, "city")).toEqual([]);
    expect(removed("", {})).toEqual([]);
  });
});

describe("a mapping", () => {
  it("of a form comes before that of every form", () => {
    const settings = FormSettings.parse({
      fields: { a: "note", b: "city" },
      forms: { f: { fields: { a: "fullName" } } },
    });
    expect(mappingOf(settings, "f")).toEqual({ a: "fullName", b: "city" });
    expect(mappingOf(settings, "g")).toEqual({ a: "note", b: "city" });
    expect(mappingOf(settings, "constructor")).toEqual({ a: "note", b: "city" });
  });

  it.each(["Full name", "consent:", "consent:E Mail", "external-id:", "__proto__", ""])(
    "has no such target as %j",
    (target) => {
      expect(AnswerMapping.safeParse({ q1: target }).success).toBe(false);
    },
  );
});
