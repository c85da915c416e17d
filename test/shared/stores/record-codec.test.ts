import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { emptyRecord, join, recordOf } from "#shared/domain/record.ts";
import { decodeRecord, encodeRecord, StoredRecord } from "#shared/stores/record-codec.ts";
import { anyEvents, claims, eventOf, folding, phone, phoneOf } from "#test/fixtures/events.ts";

const fold = (events: readonly CustomerEvent[]) =>
  events.map((event) => recordOf(event, event.identifiers, folding)).reduce(join, emptyRecord);

/** As it comes back from the store. */
const stored = (value: unknown) => StoredRecord.parse(JSON.parse(JSON.stringify(value)));

describe("a record", () => {
  it("comes back as it was stored, whatever events it was joined of", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const record = fold(events);
        expect(decodeRecord(stored(encodeRecord(record)))).toEqual(record);
      }),
      { numRuns: 300 },
    );
  });

  it("comes back also when it says nothing", () => {
    expect(decodeRecord(stored(encodeRecord(emptyRecord)))).toEqual(emptyRecord);
  });

  it("goes on where it was left: joined after it came back, it is what it would have been", () => {
    fc.assert(
      fc.property(anyEvents, fc.nat(8), (events, cut) => {
        const before = decodeRecord(stored(encodeRecord(fold(events.slice(0, cut)))));
        expect(join(before, fold(events.slice(cut)))).toEqual(fold(events));
      }),
    );
  });

  it("names an event once, however many of its fields won", () => {
    const said = claims({ fullName: "Ada Brook", city: "Suzhou", company: "Brook", note: "x" });
    const one = fold([eventOf(1, { claims: said })]);
    expect(encodeRecord(one).o).toHaveLength(1);
  });

  it("keeps a source that has colons, dashes or nothing of its own", () => {
    for (const source of ["shopify:tea.myshopify.com:443", "wechat-official:-", "website:"]) {
      const channel = source.slice(0, source.indexOf(":"));
      const record = fold([eventOf(1, { channel, source, claims: claims({ note: "x" }) })]);
      const back = decodeRecord(stored(encodeRecord(record)));
      expect(back.slots["note"]?.origin).toMatchObject({ channel, source });
    }
  });
});

describe("refused as a stored record", () => {
  const good = encodeRecord(
    fold([eventOf(1, { claims: claims({ note: "x" }), identifiers: [phone(phoneOf(1))] })]),
  );

  it("is one that names an origin which is not there", () => {
    expect(() => decodeRecord({ ...good, o: [] })).toThrow(RangeError);
  });

  it.each([
    ["without its events", { n: undefined }],
    ["with a tier that nobody has", { s: { note: [{ note: "x" }, 0, "highest", 1] } }],
    ["with an identifier of no type", { i: [["fax", "", "1", 0]] }],
    ["with a value that is no text", { s: { note: [{ note: 1 }, 0, "normal", 1] } }],
    ["with half an origin", { o: [["evt", "website", "contact", 1]] }],
  ])("is one %s", (_, change) => {
    expect(StoredRecord.safeParse({ ...good, ...change }).success).toBe(false);
  });
});
