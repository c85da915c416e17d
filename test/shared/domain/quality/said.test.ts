import * as fc from "fast-check";
import { expect, it } from "vitest";
import { saidByChannel } from "#shared/domain/quality/said.ts";
import { anyEvents, claims, eventOf, minute } from "#test/fixtures/events.ts";

it("the latest word of a channel is the one observed last, and no clock ahead of ours is believed", () => {
  const [early, late] = [minute(1), minute(60)];
  const events = [
    eventOf(1, { claims: claims({ city: "A" }), observedAt: late, receivedAt: early }),
    eventOf(2, { claims: claims({ city: "B" }), observedAt: minute(9), receivedAt: minute(10) }),
  ];
  expect(saidByChannel(events).get("city")?.get("website")?.claim.value).toBe("B");
});

it("who said what does not depend on the order of the events, and nothing that counts is left out", () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      const said = saidByChannel(events, ({ valid }) => valid);
      expect(saidByChannel(events.toReversed(), ({ valid }) => valid)).toEqual(said);
      const names = events.flatMap(({ channel, claims: own }) =>
        own.flatMap(({ field, valid }) => (valid ? [`${field} ${channel}`] : [])),
      );
      const found = [...said].flatMap(([field, words]) =>
        [...words.keys()].map((channel) => `${field} ${channel}`),
      );
      expect(new Set(found)).toEqual(new Set(names));
    }),
  );
});
