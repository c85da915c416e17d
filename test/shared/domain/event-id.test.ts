import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventId } from "#shared/domain/event-id.ts";
import { CustomerEvent } from "#shared/domain/event.ts";

const origin = {
  channel: "typeform",
  businessId: "token-1",
  content: { name: "Ada", answers: [1, 2] },
};

describe("the id of an event", () => {
  it("has the shape that an event demands, whatever it says", () => {
    const origins = fc.record({
      channel: fc.string(),
      businessId: fc.string({ unit: "binary" }),
      content: fc.jsonValue(),
    });
    fc.assert(
      fc.property(origins, (said) => {
        expect(CustomerEvent.shape.id.safeParse(eventId(said)).success).toBe(true);
      }),
    );
  });

  it("is the same for the same content, however its keys are ordered", () => {
    const content = { answers: [1, 2], name: "Ada" };
    expect(eventId({ ...origin, content })).toBe(eventId(origin));
  });

  it("never changes from one release to the next: redeliveries must be recognised", () => {
    expect(eventId(origin)).toBe("evt_PFDx8yeihJsIuJtEritiW6zX0co");
  });

  it.each([
    ["channel", { channel: "jinshuju" }],
    ["business id", { businessId: "token-2" }],
    ["content", { content: { name: "Ada", answers: [2, 1] } }],
    ["number that becomes a text", { content: { name: "Ada", answers: ["1", 2] } }],
    ["answer that is no longer given", { content: { name: "Ada" } }],
  ])("is another for another %s", (_, change) => {
    expect(eventId({ ...origin, ...change })).not.toBe(eventId(origin));
  });

  it("cannot be had by moving a text from one part to the next", () => {
    const ids = [
      eventId({ channel: "a", businessId: "bc", content: "d" }),
      eventId({ channel: "ab", businessId: "c", content: "d" }),
      eventId({ channel: "a", businessId: "b", content: "cd" }),
      eventId({ channel: 'a","b', businessId: "c", content: "d" }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
