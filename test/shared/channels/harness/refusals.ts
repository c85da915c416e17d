/** Every way to be refused looks the same: status 401, no reply of the channel's. */
import { expect, it } from "vitest";
import type { SignedDelivery } from "#bin/senders/delivery.ts";
import { type ChannelCase, contextOf, now, receiveSigned, secretsOf } from "./case.ts";
import { spoiled, withProof } from "./proof.ts";

export function refusals<Secrets>(channelCase: ChannelCase<Secrets>): void {
  const { channel, settings, send, examples, coversBody, windowMs } = channelCase;
  const ours = secretsOf(channelCase, "ours");
  const signed = () => send(examples[0].body, contextOf(channelCase, ours));
  const refused = { kind: "refused", status: 401, reason: expect.any(String) };
  const receiveNow = (delivery: SignedDelivery, secrets: unknown = ours) =>
    receiveSigned(delivery, { channel, settings, secrets });

  it("refuses everything where no secret is configured", () => {
    const received = receiveSigned(signed(), { channel, settings, secrets: undefined });
    expect(received).toEqual({ ...refused, reason: "no secret configured" });
  });

  it("refuses what another tenant's secret signed", () => {
    const theirs = contextOf(channelCase, secretsOf(channelCase, "theirs"));
    expect(receiveNow(send(examples[0].body, theirs))).toEqual(refused);
  });

  for (const [name, change] of Object.entries(spoiled)) {
    it(`refuses a proof that is ${name}`, () => {
      expect(receiveNow(withProof(signed(), channelCase, change))).toEqual(refused);
    });
  }

  if (coversBody) {
    it("refuses an altered body", () => {
      const altered = Buffer.from(signed().body);
      const middle = Math.floor(altered.length / 2);
      altered.writeUInt8(altered.readUInt8(middle) ^ 1, middle);
      expect(receiveNow({ ...signed(), body: altered })).toEqual(refused);
    });
  }

  if (windowMs !== undefined) {
    it.each([-1, 1])("refuses a time outside the window (%i)", (direction) => {
      const late = new Date(now.getTime() + direction * (windowMs + 1_000));
      const received = receiveSigned(signed(), { channel, settings, secrets: ours, now: late });
      expect(received).toEqual({ ...refused, reason: "timestamp outside the window" });
    });
  }

  it("accepts the old and the new secret while one is being rotated", () => {
    const fresh = secretsOf(channelCase, "fresh");
    const both = rotating(fresh, ours);
    expect(receiveNow(signed(), both).kind).toBe("accepted");
    expect(receiveNow(send(examples[0].body, contextOf(channelCase, fresh)), both).kind).toBe(
      "accepted",
    );
    expect(receiveNow(signed(), fresh)).toEqual(refused);
  });

  it("tells a stranger nothing about size, type or syntax", () => {
    const stranger = withProof(signed(), channelCase, spoiled.wrong);
    const strange: Partial<SignedDelivery>[] = [
      { headers: { ...stranger.headers, "content-type": "text/plain" } },
      { body: Buffer.alloc(channel.bodyBytesMax + 1, "a") },
      { body: Buffer.from("{") },
      { body: Buffer.alloc(0) },
    ];
    for (const change of strange) expect(receiveNow({ ...stranger, ...change })).toEqual(refused);
  });

  it("takes no method but POST", () => {
    const handshake = channel.handshake === undefined;
    const received = receiveNow({ ...signed(), method: "GET" });
    if (handshake) expect(received).toEqual({ ...refused, status: 405 });
    else expect(received.kind).toBe(channelCase.answersGet ? "handshake" : "refused");
  });
}

/** The same object with both secrets in place of each. */
function rotating(fresh: unknown, old: unknown): unknown {
  if (typeof fresh === "string") return [fresh, old];
  return Object.fromEntries(
    Object.entries(Object(fresh)).map(([key, value]) => [
      key,
      rotating(value, Object(old)[key] as unknown),
    ]),
  );
}
