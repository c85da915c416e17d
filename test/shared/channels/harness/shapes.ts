/** What an authentic sender may still not send, and what waits for a human. */
import { expect, it } from "vitest";
import type { SignedDelivery } from "#bin/senders/delivery.ts";
import { headersRead } from "#shared/channels/understand.ts";
import { bodyOf } from "#shared/lambda/unclear.ts";
import { accepted, type ChannelCase, contextOf, receiveSigned, secretsOf } from "./case.ts";
import { malformedBodies } from "./malformed.ts";

export function shapes<Secrets>(channelCase: ChannelCase<Secrets>): void {
  const { channel, settings, send, examples, unknown, proof } = channelCase;
  const inBody = typeof proof === "object" && "body" in proof;
  /** A body that cannot be read proves nothing where the proof stands in the body. */
  const unreadable = (refusal: { status: number; reason: string }) =>
    inBody
      ? { kind: "refused", status: 401, reason: expect.any(String) }
      : { kind: "refused", ...refusal };
  const secrets = secretsOf(channelCase, "ours");
  const context = contextOf(channelCase);
  const receiveNow = (delivery: SignedDelivery) =>
    receiveSigned(delivery, { channel, settings, secrets });

  it("refuses an authentic body that is too large", () => {
    const { filler } = malformedBodies(channel.format.name);
    const received = receiveNow(send(filler(channel.bodyBytesMax + 1), context));
    expect(received).toEqual(unreadable({ status: 413, reason: "body too large" }));
  });

  const foreignTypes = ["text/plain", "application/octet-stream", "", "multipart/form-data"];
  it.each(foreignTypes.filter((type) => !channel.format.contentTypes.includes(type)))(
    "refuses the content type %j",
    (contentType) => {
      const signed = send(examples[0].body, context);
      const headers = { ...signed.headers, "content-type": contentType };
      expect(receiveNow({ ...signed, headers })).toMatchObject({ kind: "refused", status: 415 });
    },
  );

  it.each(malformedBodies(channel.format.name).bodies)("refuses $name", ({ body, reason }) => {
    expect(receiveNow(send(body, context))).toEqual(unreadable({ status: 400, reason }));
  });

  it("refuses a raw NUL wherever it stands", () => {
    const middle = Math.floor(examples[0].body.length / 2);
    const body = `${examples[0].body.slice(0, middle)}\0${examples[0].body.slice(middle)}`;
    const reason = "NUL byte";
    expect(receiveNow(send(body, context))).toEqual(unreadable({ status: 400, reason }));
  });

  it("keeps what is authentic but not understood, with all that a replay needs", () => {
    const signed = send(unknown, context);
    const received = accepted(receiveNow(signed));
    expect(received.events).toEqual([]);
    expect(received.reply.status).toBe(200);
    expect(received.unclear).toMatchObject({
      channel: channel.name,
      reason: expect.stringMatching(/\w/),
      headers: headersRead(signed.headers, channel),
    });
    expect(received.unclear && bodyOf(received.unclear).toString()).toBe(
      inBody ? signed.body.toString() : unknown,
    );
  });
}
