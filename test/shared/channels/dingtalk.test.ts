import { createDecipheriv, createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type DingtalkSecrets, sendDingtalk } from "#bin/senders/dingtalk.ts";
import dingtalk from "#shared/channels/dingtalk.ts";
import {
  accepted,
  addressOf,
  type ChannelCase,
  contextOf,
  deliveryOf,
  describeChannel,
  now,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const corp = "ding0123456789abcdef";
const otherApp = "dingfedcba9876543210";

const members = (type: string, users: unknown[], more: Record<string, unknown> = {}) =>
  JSON.stringify({
    EventType: type,
    TimeStamp: "1795163400000",
    CorpId: corp,
    UserId: users,
    OptStaffId: "manager0001",
    ...more,
  });

const identifierOf = (value: string) => ({
  type: "external-id",
  namespace: `dingtalk:${corp}`,
  value,
  verified: true,
});

const joined = {
  source: `dingtalk:${corp}`,
  kind: "user_add_org",
  trust: "signed",
  observedAt: "2026-11-20T08:30:00.000Z",
  claims: [],
  extras: { OptStaffId: "manager0001" },
};

/** What stands in an answer, opened as DingTalk opens it; undefined where its signature is wrong. */
function openAnswer(body: unknown, { token, key, receiver }: Record<string, string>) {
  const answer = JSON.parse(String(body)) as Record<string, string>;
  const { msg_signature: signature, timeStamp = "", nonce = "", encrypt = "" } = answer;
  const sorted = [token ?? "", timeStamp, nonce, encrypt].sort().join("");
  if (createHash("sha1").update(sorted).digest("hex") !== signature) return undefined;
  const aesKey = Buffer.from(key ?? "", "base64");
  const decipher = createDecipheriv("aes-256-cbc", aesKey, aesKey.subarray(0, 16));
  decipher.setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(encrypt, "base64"), decipher.final()]);
  const plain = padded.subarray(0, -(padded.at(-1) ?? 0));
  const end = 20 + plain.readUInt32BE(16);
  return plain.toString("utf8", end) === receiver ? plain.toString("utf8", 20, end) : undefined;
}

const settings = { receivers: { [corp]: { name: "青山茶业" }, [otherApp]: {} } };

const channelCase: ChannelCase<DingtalkSecrets> = {
  channel: dingtalk,
  settings,
  send: (body, context) => sendDingtalk({ receiver: corp, body }, context),
  examples: [
    {
      name: "somebody who joins",
      body: members("user_add_org", ["林小雨-0119296"]),
      events: [{ ...joined, identifiers: [identifierOf("林小雨-0119296")] }],
    },
    {
      name: "several who join at once",
      body: members("user_add_org", ["0119296", "0119297"], { eventId: "c7c7120f2c07419" }),
      events: ["0119296", "0119297"].map((id) => ({
        ...joined,
        identifiers: [identifierOf(id)],
      })),
    },
    {
      name: "somebody of whom something changed",
      body: members("user_modify_org", ["0119296"], {
        diffInfo: [
          { userid: "0119297", prev: { name: "旧" }, curr: { name: "别人" } },
          { userid: "0119296", prev: { name: "林雨" }, curr: { name: "林小雨" } },
        ],
      }),
      events: [{ kind: "user_modify_org", extras: { changed: '{"name":"林小雨"}' } }],
    },
    {
      name: "somebody who leaves, told of an app without its company's name",
      body: JSON.stringify({
        EventType: "user_leave_org",
        EventTime: 1_795_163_400_000,
        UserId: ["0119296"],
      }),
      events: [{ kind: "user_leave_org", identifiers: [identifierOf("0119296")] }],
    },
  ],
  edited: members("user_add_org", ["林小雨-0119296"], { OptStaffId: "manager0002" }),
  unknown: '{"nothing":1}',
  marker: "林小雨-0119296",
  mixed: {
    body: members("user_add_org", ["0119296", { id: 1 }, "0119297"]),
    events: [
      { identifiers: [identifierOf("0119296")] },
      { identifiers: [identifierOf("0119297")] },
    ],
  },
  pings: [
    { name: "the check of the address", body: '{"EventType":"check_url"}' },
    { name: "a department", body: '{"EventType":"org_dept_create","DeptId":[1]}' },
    { name: "a group chat", body: '{"EventType":"chat_update_title"}' },
    { name: "a ticket for the app", body: '{"EventType":"suite_ticket","SuiteTicket":"t"}' },
  ],
  largeId: (digits) => members("user_add_org", ["ID"]).replace('"ID"', digits),
  reply: {
    status: 200,
    contentType: "application/json",
    body: expect.toSatisfy((body) => {
      const { token = "", encodingAESKey: key = "" } = secretsOf(channelCase, "ours")[corp] ?? {};
      const opened = openAnswer(body, { token: String(token), key: String(key), receiver: corp });
      return opened === "success";
    }) as string,
  },
  proof: { query: "msg_signature" },
  coversBody: true,
};

describeChannel(channelCase);

const { channel } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const context = contextOf(channelCase);
const receiveNow = (signed: Parameters<typeof receiveSigned>[0], given: unknown = secrets) =>
  receiveSigned(signed, { channel, settings, secrets: given });
const refused = (reason: string) => ({ kind: "refused", status: 401, reason });
const added = members("user_add_org", ["0119296"]);

describe("a DingTalk delivery", () => {
  it("that names thousands waits for a human", () => {
    const users = Array.from({ length: 1_001 }, (_, at) => `${at}`);
    const received = receiveNow(
      sendDingtalk({ receiver: corp, body: members("user_add_org", users) }, context),
    );
    expect(received).toMatchObject({ events: [], unclear: { channel: "dingtalk" } });
  });

  it.each([
    ["many words", Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`k${at}`, at]))],
    ["much within one", { x: Array.from({ length: 30_000 }, (_, at) => at) }],
    ["a long text", { x: "茶".repeat(60_000) }],
  ])("that says %s of many members takes no longer than that of one", (_, more) => {
    const users = Array.from({ length: 1_000 }, (__, at) => `${at}`);
    const body = members("user_add_org", users, more);
    const signed = sendDingtalk({ receiver: corp, body }, context);
    const before = process.cpuUsage();
    expect(accepted(receiveNow(signed)).events).toHaveLength(1_000);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000);
  });

  it("that names somebody twice says it once", () => {
    const body = members("user_add_org", ["7", 7, "7"]);
    const received = receiveNow(sendDingtalk({ receiver: corp, body }, context));
    expect(accepted(received).events).toHaveLength(1);
  });

  it("is understood under the older names of its signature and time", () => {
    const signed = sendDingtalk({ receiver: corp, body: added }, context);
    const url = signed.url
      .replace("msg_signature=", "signature=")
      .replace("timestamp=", "timeStamp=");
    expect(accepted(receiveNow({ ...signed, url })).events).toHaveLength(1);
  });

  it("for another receiver is refused, though its signature is right", () => {
    const signed = sendDingtalk({ receiver: corp, body: added, receiverInside: otherApp }, context);
    expect(receiveNow(signed)).toEqual(refused("not for this account"));
  });

  it("in plain text is refused", () => {
    const signed = {
      ...sendDingtalk({ receiver: corp, body: added }, context),
      body: Buffer.from(added),
    };
    expect(receiveNow(signed)).toEqual(refused("signature malformed"));
  });

  it("of no configured receiver is refused", () => {
    expect(receiveNow(sendDingtalk({ receiver: corp, body: added }, context), {})).toEqual(
      refused("no secret configured"),
    );
  });

  it.each([
    ["an approval", '{"EventType":"bpms_instance_change","processInstanceId":"1"}'],
    ["a type that an object has by nature", '{"EventType":"toString"}'],
    ["nobody at all", members("user_add_org", [])],
  ])("about %s waits for a human, and is answered", (_, body) => {
    const received = accepted(receiveNow(sendDingtalk({ receiver: corp, body }, context)));
    expect(received).toMatchObject({ events: [], unclear: { account: corp } });
    expect(received.reply).toEqual(channelCase.reply);
  });
});

describe("the answer to DingTalk", () => {
  const answerTo = (signed: Parameters<typeof receiveSigned>[0], given?: unknown) =>
    accepted(receiveNow(signed, given)).reply.body;

  it("is written with the token and the key of the question while either is being rotated", () => {
    const fresh = secretsOf(channelCase, "fresh");
    const both = {
      [corp]: {
        token: [fresh[corp]?.token, secrets[corp]?.token].flat(),
        encodingAESKey: [fresh[corp]?.encodingAESKey, secrets[corp]?.encodingAESKey].flat(),
      },
    };
    for (const used of [fresh, secrets]) {
      const signed = sendDingtalk({ receiver: corp, body: added }, contextOf(channelCase, used));
      const { token, encodingAESKey: key } = used[corp] ?? {};
      const opened = openAnswer(answerTo(signed, both), {
        token: String(token),
        key: String(key),
        receiver: corp,
      });
      expect(opened).toBe("success");
    }
  });

  it("differs from question to question, and repeats for the same one", () => {
    const signed = sendDingtalk({ receiver: corp, body: added }, context);
    const other = sendDingtalk({ receiver: corp, body: added }, context);
    expect(other.url).not.toBe(signed.url);
    expect(answerTo(signed)).toBe(answerTo(signed));
    expect(answerTo(signed)).not.toBe(answerTo(other));
  });

  it("is none to whoever cannot prove anything", () => {
    const theirs = contextOf(channelCase, secretsOf(channelCase, "theirs"));
    expect(receiveNow(sendDingtalk({ receiver: corp, body: added }, theirs))).toEqual(
      refused("signature wrong"),
    );
  });
});

/** From DingTalk's documents, whose token is shorter than we allow. */
describe("DingTalk's published vector", () => {
  const vector = {
    suite: "suite4xxxxxxxxxxxxxxx",
    token: "123456",
    encodingAESKey: "4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij",
    encrypt:
      "1a3NBxmCFwkCJvfoQ7WhJHB+iX3qHPsc9JbaDznE1i03peOk1LaOQoRz3+nlyGNhwmwJ3vDMG+OzrHMeiZI7gTRWVdUB" +
      "mfxjZ8Ej23JVYa9VrYeJ5as7XM/ZpulX8NEQis44w53h1qAgnC3PRzM7Zc/D6Ibr0rgUathB6zRHP8PYrfgnNOS9PhSB" +
      "dHlegK+AGGanfwjXuQ9+0pZcy0w9lQ==",
  };
  const url =
    `${addressOf(dingtalk)}?signature=5a65ceeef9aab2d149439f82dc191dd6c5cbe2c0` +
    "&timestamp=1445827045067&nonce=nEXhMP4r";
  const authenticate = (change: Partial<typeof vector> = {}) => {
    const { suite, token, encodingAESKey, encrypt } = { ...vector, ...change };
    const headers = { "content-type": "application/json" };
    const body = Buffer.from(JSON.stringify({ encrypt }));
    return dingtalk.authenticate(deliveryOf({ method: "POST", url, headers, body }, dingtalk), {
      secrets: { [suite]: { token: [token], encodingAESKey: [encodingAESKey] } },
      settings: { receivers: {} },
      now,
    });
  };

  it("is authentic and opens to its message", () => {
    expect(authenticate()).toEqual({
      kind: "authentic",
      trust: "signed",
      account: vector.suite,
      body: Buffer.from(
        '{"EventType":"check_create_suite_url","Random":"LPIdSnlF","TestSuiteKey":"suite4xxxxxxxxxxxxxxx"}',
      ),
    });
  });

  it.each([
    ["another token", { token: "123457" }, "signature wrong"],
    ["another text", { encrypt: vector.encrypt.replace("1a3", "1a4") }, "signature wrong"],
    ["another suite", { suite: "suite4xxxxxxxxxxxxxxy" }, "not for this account"],
    ["another key", { encodingAESKey: "0".repeat(43) }, "encrypted under another key"],
  ])("is refused with %s", (_, change, reason) => {
    expect(authenticate(change)).toEqual({ kind: "refused", reason });
  });
});
