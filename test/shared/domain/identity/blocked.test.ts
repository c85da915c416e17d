import { describe, expect, it } from "vitest";
import { blockedReason } from "#shared/domain/identity/blocked.ts";
import {
  type Identifier,
  identifierTypes,
  type IdentifierType,
} from "#shared/domain/identifier.ts";
import { Policy } from "#shared/domain/policy.ts";

const policy = Policy.parse({ tenant: "brook", phoneRegion: "CN" });

function identifier(type: IdentifierType, value: string): Identifier {
  const namespace = type === "phone" || type === "email" ? "" : "somewhere";
  return { type, namespace, value };
}

const reason = (type: IdentifierType, value: string) =>
  blockedReason(identifier(type, value), policy);

describe("a value that says nothing", () => {
  it.each(identifierTypes)("never links as %s", (type) => {
    for (const value of [
      "null",
      "NULL",
      "none",
      "n/a",
      "undefined",
      "nil",
      "无",
      "暂无",
      "test",
      "Test",
      "-",
      "...",
    ]) {
      expect(reason(type, value), value).toBe("placeholder");
    }
  });
});

describe("a phone number", () => {
  it.each([
    "+8613800138000",
    "+8613800000000",
    "+8613888888888",
    "+12222222222",
    "+85266666666",
    "+5997777777",
    "+85212345678",
    "+12345678901",
    "+8529876543210".slice(0, 11),
  ])("%s is a filler", (value) => {
    expect(reason("phone", value)).toBe("filler");
  });

  it.each([
    "+8613901230045",
    "+8613880000001",
    "+8613812345679",
    "+14155552671",
    "+8675588888800",
    "+442079460958",
  ])("%s links", (value) => {
    expect(reason("phone", value)).toBeUndefined();
  });
});

describe("an e-mail address", () => {
  it.each([
    [
      "reserved-domain",
      [
        "ann@example.com",
        "ann@example.org",
        "ann@example.net",
        "ann@shop.example.com",
        "ann@shop.example",
        "ann@my.test",
        "ann@x.invalid",
        "ann@my.localhost",
      ],
    ],
    [
      "role-mailbox",
      [
        "noreply@brook.cn",
        "no-reply@brook.cn",
        "no_reply@brook.cn",
        "no.reply@brook.cn",
        "noreply-orders@brook.cn",
        "no-reply+42@brook.cn",
        "donotreply@brook.cn",
        "do-not-reply@brook.cn",
        "mailer-daemon@brook.cn",
        "postmaster@brook.cn",
        "webmaster@brook.cn",
        "abuse@brook.cn",
      ],
    ],
    [
      "filler",
      [
        "test@test.com",
        "ann@test.com",
        "test@gmail.com",
        "testing@qq.com",
        "abc@abc.com",
        "a@a.com",
        "123@123.com",
        "asdf@asdf.com",
        "none@none.com",
        "noemail@brook.cn",
      ],
    ],
  ])("never links: %s", (expected, values) => {
    for (const value of values) expect(reason("email", value), value).toBe(expected);
  });

  it.each([
    "ann@brook.cn",
    "info@brook.cn",
    "sales@brook.cn",
    "ann@ann.com",
    "ann@examples.com",
    "ann@myexample.com",
    "ann@contest.com",
    "tester@brook.cn",
    "abc@brook.cn",
    "a@brook.cn",
    "norbert@brook.cn",
    "12345@qq.com",
    "ann.test@brook.cn",
  ])("%s links", (value) => {
    expect(reason("email", value)).toBeUndefined();
  });
});

describe("an id", () => {
  it.each(["0", "000", "-1", "00000000-0000-0000-0000-000000000000"])(
    "%s of a platform is nobody's",
    (value) => {
      expect(reason("external-id", value)).toBe("filler");
    },
  );

  it.each(["1", "10", "1111", "gid://shop/Customer/7"])("%s of a platform links", (value) => {
    expect(reason("external-id", value)).toBeUndefined();
  });

  it("that the national standard prints as its sample is nobody's", () => {
    expect(reason("national-id", "11010519491231002X")).toBe("filler");
    expect(reason("national-id", "11010519491231004X")).toBeUndefined();
  });

  it("of WeChat links", () => {
    expect(reason("wechat-openid", "oMadeUpOpenid0000000000000001")).toBeUndefined();
    expect(reason("wechat-unionid", "oMadeUpUnionid000000000000001")).toBeUndefined();
  });
});

describe("a tenant's blocked value", () => {
  const strict = Policy.parse({
    tenant: "brook",
    phoneRegion: "CN",
    blockedValues: [
      { type: "email", value: " Front.Desk@Brook.CN" },
      { type: "phone", value: "010-6552 9900" },
      { type: "national-id", value: "11010519491231004x" },
      { type: "external-id", value: "walk-in" },
      { type: "email", value: "not an address" },
    ],
  });

  it.each([
    ["email", "front.desk@brook.cn"],
    ["phone", "+861065529900"],
    ["external-id", "walk-in"],
  ] as const)("never links, however the tenant wrote it: %s %s", (type, value) => {
    expect(blockedReason(identifier(type, value), strict)).toBe("blocked-by-tenant");
    expect(reason(type, value)).toBeUndefined();
  });

  it("blocks its own type only", () => {
    expect(blockedReason(identifier("wechat-openid", "walk-in"), strict)).toBeUndefined();
    expect(blockedReason(identifier("external-id", "front.desk@brook.cn"), strict)).toBeUndefined();
  });

  it("blocks nothing beside itself", () => {
    expect(blockedReason(identifier("email", "desk@brook.cn"), strict)).toBeUndefined();
    expect(blockedReason(identifier("external-id", "Walk-In"), strict)).toBeUndefined();
  });
});
