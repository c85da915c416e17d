/** Whatever is sent, the edge answers or refuses: some inputs in `npm test`, many by `npm run fuzz`. */
import fc from "fast-check";
import { describe, expect, inject, it } from "vitest";
import type { Received } from "#functions/webhook/receive.ts";
import { CustomerEvent } from "#shared/domain/event.ts";
import { anyBody, fixtureBodies, prototypeBodies } from "./bodies.ts";
import {
  type ChannelCase,
  contextOf,
  fuzzSuite,
  receiveBody,
  receiveSigned,
  secretsOf,
} from "./case.ts";
import { slowestMs } from "./large.ts";
import { withProof } from "./proof.ts";
import { pollutionOf } from "./prototypes.ts";
import { expectOnlyVerified } from "./verified.ts";

/** How long `npm run fuzz` looks: nothing in `npm test`, where few runs do and nothing is timed. */
export interface FuzzOptions {
  runs: number;
  seed: number | undefined;
}

/** What a test tells the script that started it. */
export interface FuzzReport {
  runs: number;
  slowestMs?: number;
  slowestBody?: string;
}

declare module "vitest" {
  interface ProvidedContext {
    fuzz?: FuzzOptions;
  }
  interface TaskMeta {
    fuzz?: FuzzReport;
  }
}

const runsInTest = 200;
/** Of the bodies that name a prototype, spread over all of them. */
const prototypeBodiesInTest = 300;

/** The bar for a body of 256 KiB: a fraction of what the most impatient provider waits. */
const largeBodyMsMax = 50;

export function fuzz<Secrets>(channelCase: ChannelCase<Secrets>): void {
  const options = inject("fuzz");
  const numRuns = options?.runs ?? runsInTest;
  const parameters = { numRuns, ...(options?.seed !== undefined && { seed: options.seed }) };
  const timeout = 60_000 + numRuns * 20;

  describe(fuzzSuite, () => {
    it("by an authentic sender, it is answered or refused", { timeout }, ({ task }) => {
      task.meta.fuzz = { runs: numRuns };
      const bodies = anyBody(fixtureBodies(channelCase));
      const property = fc.property(bodies, (body) => {
        expectSound(receiveBody(body, channelCase), channelCase);
      });
      fc.assert(property, parameters);
    });

    it("by a stranger, it is refused", { timeout }, ({ task }) => {
      task.meta.fuzz = { runs: numRuns };
      fc.assert(strangerProperty(channelCase), parameters);
    });

    it("naming prototypes, it changes nothing that all objects share", { timeout }, ({ task }) => {
      const all = [...new Set(fixtureBodies(channelCase).flatMap(prototypeBodies))];
      const step = options === undefined ? Math.ceil(all.length / prototypeBodiesInTest) : 1;
      const bodies = all.filter((_, at) => at % step === 0);
      task.meta.fuzz = { runs: bodies.length };
      for (const body of bodies) {
        expect(pollutionOf(receiveBody(body, channelCase)), body).toBeUndefined();
      }
      expect(bodies.length).toBeGreaterThan(10);
    });

    if (options === undefined) return;
    it(`of 256 KiB, it takes less than ${largeBodyMsMax} ms`, { timeout }, ({ task }) => {
      const slowest = slowestMs(channelCase);
      task.meta.fuzz = { runs: 0, slowestMs: slowest.ms, slowestBody: slowest.body };
      expect(slowest.ms).toBeLessThan(largeBodyMsMax);
    });
  });
}

function expectSound<Secrets>(received: Received, { channel }: ChannelCase<Secrets>): void {
  expect(pollutionOf(received)).toBeUndefined();
  if (received.kind !== "accepted") return;
  for (const event of received.events) {
    CustomerEvent.parse(event);
    expectOnlyVerified(event, channel);
  }
  expect(received.reply.status).toBeLessThan(400);
}

function strangerProperty<Secrets>(channelCase: ChannelCase<Secrets>) {
  const { channel, settings, send, examples } = channelCase;
  const secrets = secretsOf(channelCase, "ours");
  const context = contextOf(channelCase, secrets);
  const proof = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("v1,", "sha256=", "sha256=AA==", "t=1,v1=", "Basic ", "Basic Og=="),
  );
  const stranger = fc.record({
    body: fc.oneof(
      anyBody(fixtureBodies(channelCase)),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    ),
    proof,
    query: fc.dictionary(fc.constantFrom("signature", "msg_signature", "encrypt_type"), proof),
  });
  return fc.property(stranger, ({ body, proof: claimed, query }) => {
    const signed = withProof(send(examples[0].body, context), channelCase, () => claimed);
    const url = new URL(signed.url);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const delivery = { ...signed, url: url.href, body: Buffer.from(body) };
    const received = receiveSigned(delivery, { channel, settings, secrets });
    expect(received).toMatchObject({ kind: "refused", status: 401 });
  });
}
