/** What a provider tells when it is asked for somebody whom a delivery announced. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Announcement, Lookup } from "#shared/channels/lookup.ts";
import { json } from "#shared/channels/formats/json.ts";
import { parseBody } from "#shared/channels/formats/format.ts";
import { type Said, understandAnswer } from "#shared/channels/understand.ts";
import { CustomerEvent } from "#shared/domain/event.ts";
import { anyBody } from "./bodies.ts";
import { accepted, type ChannelCase, fields, now, receiveBody } from "./case.ts";
import { expectOnlyVerified } from "./verified.ts";

const nothing: Said = { events: [], awaiting: [], unclear: undefined };

/** What comes of an answer about whom the first example announces. */
export function tell<Secrets>(answer: string | Buffer, channelCase: ChannelCase<Secrets>): Said {
  const parsed = parseBody(json, Buffer.from(answer));
  if (parsed.kind === "malformed") return nothing;
  const { channel } = channelCase;
  const { trust, account, ...announcement } = announced(channelCase);
  return understandAnswer(
    parsed.value,
    { trust, account, announcement, receivedAt: now },
    { channel, settings: channel.settings.parse(channelCase.settings), fields, phoneRegion: "CN" },
  );
}

function announced<Secrets>(channelCase: ChannelCase<Secrets>) {
  const [first] = accepted(receiveBody(channelCase.examples[0].body, channelCase)).awaiting;
  if (first === undefined) throw new Error("the first example announces nobody");
  return first;
}

export function told<Secrets>(channelCase: ChannelCase<Secrets>): void {
  const { channel, settings, told: answers } = channelCase;
  const { lookup } = channel;
  if (lookup === undefined || answers === undefined) return;

  describe("the provider, asked", () => {
    const parsed = channel.settings.parse(settings);

    it("has hosts by their exact names, on the standard port", () => {
      expect(lookup.hosts.length).toBeGreaterThan(0);
      for (const host of lookup.hosts) expect(host).toMatch(/^([a-z0-9-]+\.)+[a-z]{2,}$/);
    });

    it("is asked at one of its own hosts for whom the delivery announced", () => {
      expectAllowed(lookup.request(announced(channelCase).content, parsed), lookup);
      expect(lookup.request(announced(channelCase).content, parsed)).toBeDefined();
    });

    it("is asked for nothing that no delivery of its announces, and never elsewhere", () => {
      const content = fc.oneof(
        fc.anything(),
        fc.dictionary(fc.constantFrom(...keysOf(announced(channelCase))), strange),
      );
      fc.assert(
        fc.property(content, (any) => expectAllowed(lookup.request(any, parsed), lookup)),
        { numRuns: 300 },
      );
    });

    for (const { name, answer, events, unclear } of answers) {
      it(`tells of ${name}`, () => {
        const said = tell(answer, channelCase);
        expect(said).toMatchObject({ events, awaiting: [], unclear });
        expect(said.events).toHaveLength(events.length);
        for (const event of said.events) CustomerEvent.parse(event);
      });
    }

    it("tells the same event however often it is asked", () => {
      const ids = () => tell(answers[0].answer, channelCase).events.map(({ id }) => id);
      expect(ids()).toEqual(ids());
    });

    it("may answer anything, and nobody is harmed", () => {
      const bodies = anyBody(answers.map(({ answer }) => answer));
      fc.assert(
        fc.property(bodies, (body) => {
          for (const event of tell(body, channelCase).events) {
            CustomerEvent.parse(event);
            expectOnlyVerified(event, channel);
          }
        }),
        { numRuns: 200 },
      );
    });
  });
}

const keysOf = ({ content }: Announcement): string[] => Object.keys(Object(content));

/** What would lead elsewhere if it became part of an address. */
const strange = fc.oneof(
  fc.string(),
  fc.constantFrom("@evil.example", "//evil.example/", "../../me", "1?fields=x", "1/../2", "1#"),
);

function expectAllowed(
  request: ReturnType<Lookup<unknown>["request"]>,
  { hosts }: Lookup<never>,
): void {
  if (request === undefined) return;
  expect(hosts).toContain(request.host);
  const url = new URL(`https://${request.host}${request.path}`);
  expect(url.host).toBe(request.host);
  // Nothing of it was resolved away, and all of it is the provider's own resource.
  expect(`${url.pathname}${url.search}`).toBe(request.path);
  expect(url.hash).toBe("");
}
