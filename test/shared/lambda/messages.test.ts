/** What goes onto the queue, and what is believed of what comes off it. */
import { describe, expect, it } from "vitest";
import { SendError } from "#shared/lambda/errors.ts";
import { type Message, openMessage, sendMessages } from "#shared/lambda/messages.ts";
import type { UnclearDelivery } from "#shared/lambda/unclear.ts";
import { VaultError } from "#shared/vault/errors.ts";
import { claims, eventOf, keptBody } from "#test/fixtures/events.ts";
import { testVault } from "#test/fixtures/stores.ts";

const vault = testVault();

interface Entry {
  Id: string;
  MessageBody: string;
  MessageGroupId?: string;
  DelaySeconds?: number;
}

/** A queue that takes what the real one takes; `refusing` names the entries it does not. */
function createQueue(refusing: readonly string[] = []) {
  const calls: Entry[][] = [];
  const send = async ({ input }: { input: { QueueUrl: string; Entries: Entry[] } }) => {
    calls.push(input.Entries);
    const Failed = input.Entries.filter(({ Id }) => refusing.includes(Id)).map(({ Id }) => ({
      Id,
    }));
    return Failed.length > 0 ? { Failed } : {};
  };
  return { calls, queue: { client: { send } as never, url: "https://queue.test/1/events", vault } };
}

const eventMessage = (serial: number, source = "website:contact"): Message => ({
  kind: "event",
  event: eventOf(serial, { source, claims: claims({ fullName: "Ada Brook" }) }),
});
const delivery: UnclearDelivery = {
  channel: "typeform",
  reason: "the payload has an unknown shape",
  trust: "signed",
  receivedAt: "2026-03-01T08:00:00.000Z",
  headers: { "content-type": "application/json" },
  body: keptBody('{"name":"Ada Brook"}'),
};
const many = (count: number) => Array.from({ length: count }, (_, at) => eventMessage(at));

describe("messages", () => {
  it("open as what was sent", async () => {
    const { calls, queue } = createQueue();
    const messages: Message[] = [eventMessage(1), { kind: "unclear", delivery }];
    await sendMessages(messages, queue);
    const opened = calls.flat().map(({ MessageBody }) => openMessage(MessageBody, vault));
    expect(opened).toEqual(messages);
  });

  it("show nothing on the way: neither what they say nor where they come from", async () => {
    const { calls, queue } = createQueue();
    await sendMessages([eventMessage(1), { kind: "unclear", delivery }], queue);
    const text = JSON.stringify(
      calls.flat().map((entry) => ({
        ...entry,
        opened: Buffer.from(entry.MessageBody, "base64").toString("latin1"),
      })),
    );
    for (const word of ["Ada Brook", "contact", "website", "typeform", "evt_"])
      expect(text).not.toContain(word);
  });

  it("are sent ten at a time, each under an id of its own", async () => {
    const { calls, queue } = createQueue();
    await sendMessages(many(23), queue);
    expect(calls.map((entries) => entries.length)).toEqual([10, 10, 3]);
    for (const entries of calls)
      expect(new Set(entries.map(({ Id }) => Id)).size).toBe(entries.length);
  });

  it("are sent fewer at a time where ten would be more than a mebibyte", async () => {
    const { calls, queue } = createQueue();
    const large = Array.from({ length: 9 }, (): Message => ({
      kind: "unclear",
      delivery: { ...delivery, body: "A".repeat(200_000) },
    }));
    await sendMessages(large, queue);
    expect(calls.flat()).toHaveLength(9);
    for (const entries of calls) {
      const bytes = entries.reduce(
        (sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody),
        0,
      );
      expect(bytes).toBeLessThanOrEqual(1024 * 1024);
    }
  });

  it("of one source are one group, so that a noisy form makes only itself wait", async () => {
    const { calls, queue } = createQueue();
    await sendMessages([eventMessage(1), eventMessage(2), eventMessage(3, "website:other")], queue);
    const [first, second, other] = calls.flat().map(({ MessageGroupId }) => MessageGroupId);
    expect(first).toBe(second);
    expect(other).not.toBe(first);
    expect(first).toMatch(/^[\w-]{1,128}$/);
  });

  it("wait only where they are told to", async () => {
    const { calls, queue } = createQueue();
    await sendMessages(many(1), queue);
    await sendMessages(many(1), queue, 7);
    expect(calls.flat().map(({ DelaySeconds }) => DelaySeconds)).toEqual([undefined, 7]);
  });

  it("of none cost no call", async () => {
    const { calls, queue } = createQueue();
    await sendMessages([], queue);
    expect(calls).toEqual([]);
  });
});

describe("sending fails", () => {
  it("where the queue takes some of a call and refuses others", async () => {
    await expect(sendMessages(many(3), createQueue(["1"]).queue)).rejects.toThrow(SendError);
  });

  it("where the queue does not answer", async () => {
    const client = { send: () => Promise.reject(new Error("no answer")) } as never;
    const queue = { ...createQueue().queue, client };
    await expect(sendMessages(many(1), queue)).rejects.toThrow("no answer");
  });

  it("without a word of what was sent", async () => {
    await expect(sendMessages(many(3), createQueue(["1"]).queue)).rejects.not.toThrow(/Ada|evt_/);
  });
});

describe("a message is refused", () => {
  it.each([
    ["that nobody sealed", JSON.stringify({ kind: "unclear", delivery })],
    ["that is empty", ""],
    ["that another tenant sealed", testVault("acme").sealMessage(eventMessage(1), "message")],
    ["that is sealed as something else", vault.sealMessage(eventMessage(1), "receipt")],
  ])("%s", (_, body) => {
    expect(() => openMessage(body, vault)).toThrow(VaultError);
  });

  it.each([
    ["of no kind", { event: eventOf(1) }],
    ["of another kind", { kind: "order", event: eventOf(1) }],
    ["whose event is none", { kind: "event", event: { ...eventOf(1), id: "1" } }],
    [
      "whose delivery nobody could replay",
      { kind: "unclear", delivery: { ...delivery, body: undefined } },
    ],
    ["that claims to be staff's", { kind: "unclear", delivery: { ...delivery, trust: "staff" } }],
    ["that is a text", "event"],
  ])("%s", (_, message) => {
    expect(() => openMessage(vault.sealMessage(message, "message"), vault)).toThrow();
  });
});
