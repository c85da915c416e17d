import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ComparisonView } from "#functions/api/schemas.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import type { Role } from "#shared/domain/staff.ts";
import { deliver } from "#test/fixtures/deliver.ts";
import { claim, claims, eventOf, phone, phoneOf } from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { startApi } from "./staff.ts";

let stores: TestStores;
let store: TestStores["store"];
let api: ReturnType<typeof startApi>;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());

let own = 0;
beforeEach(() => {
  own += 10_000;
  api = startApi(store);
});
const said = (serial: number, change: Partial<CustomerEvent>): CustomerEvent =>
  eventOf(own + serial, { identifiers: [phone(phoneOf(own))], ...change });

async function compared(events: readonly CustomerEvent[], role: Role = "steward") {
  const { people } = await deliver(store, ...events);
  const { status, body } = await api.get(`/v1/people/${people[0]?.id}/comparison`, { role });
  expect(status).toBe(200);
  return ComparisonView.parse(body);
}
const marks = (field: ComparisonView["fields"][string] | undefined) =>
  field?.said.map(({ value, inRecord, differs, lineage }) => [
    lineage.channel,
    value,
    inRecord,
    differs,
  ]);

describe("a comparison", () => {
  it("has the latest word of each channel, where it comes from, and which one the record has", async () => {
    const events = [
      said(1, { claims: claims({ city: "Xi'an" }) }),
      said(2, { channel: "shopify", claims: claims({ city: "Hangzhou" }) }),
      said(3, { claims: [claim("city", "Suzhou", { verified: true })] }),
    ];
    const answer = await compared(events);
    expect(answer).toMatchObject({
      masked: false,
      complete: true,
      channels: ["shopify", "website"],
    });
    expect(answer.fields["city"]).toEqual({
      value: "Suzhou",
      differs: true,
      said: [
        {
          value: "Hangzhou",
          valid: true,
          inRecord: false,
          differs: true,
          lineage: {
            channel: "shopify",
            source: "shopify:contact",
            eventId: events[1]?.id,
            observedAt: events[1]?.observedAt,
            receivedAt: events[1]?.receivedAt,
            verified: false,
          },
        },
        {
          value: "Suzhou",
          valid: true,
          inRecord: true,
          differs: false,
          lineage: {
            channel: "website",
            source: "website:contact",
            eventId: events[2]?.id,
            observedAt: events[2]?.observedAt,
            receivedAt: events[2]?.receivedAt,
            verified: true,
          },
        },
      ],
    });
  });

  it("marks no difference of spelling, and none of what each visit is asked anew", async () => {
    const { fields } = await compared([
      said(1, { claims: claims({ company: "River Instruments Co., Ltd", note: "call" }) }),
      said(2, { channel: "shopify", claims: claims({ company: "RIVER INSTRUMENTS", note: "no" }) }),
    ]);
    expect([fields["company"]?.differs, fields["note"]?.differs]).toEqual([false, false]);
    expect(marks(fields["company"])).toEqual([
      ["shopify", "RIVER INSTRUMENTS", true, false],
      ["website", "River Instruments Co., Ltd", false, false],
    ]);
  });

  it("shows what is not valid as such, and what was taken back as nothing", async () => {
    const { fields } = await compared([
      said(1, { claims: claims({ city: "Suzhou" }) }),
      said(2, { channel: "typeform", claims: [claim("city", "12", { valid: false })] }),
      said(3, { channel: "shopify", claims: [claim("city", "", { removed: true })] }),
    ]);
    expect(fields["city"]).toMatchObject({
      differs: false,
      said: [{ valid: true }, { value: "12", valid: false }, { value: "Suzhou" }],
    });
    expect(fields["city"]).not.toHaveProperty("value");
    expect(marks(fields["city"])).toEqual([
      ["shopify", undefined, false, false],
      ["typeform", "12", false, false],
      ["website", "Suzhou", false, false],
    ]);
  });

  it("is of the whole person, whoever was merged", async () => {
    const other = phone(phoneOf(own + 1));
    await deliver(store, said(1, { identifiers: [other], claims: claims({ city: "Suzhou" }) }));
    await deliver(store, said(2, { channel: "shopify", claims: claims({ city: "Hangzhou" }) }));
    const { fields } = await compared([
      said(3, { channel: "typeform", identifiers: [other, phone(phoneOf(own))] }),
    ]);
    expect(marks(fields["city"])).toEqual([
      ["shopify", "Hangzhou", true, false],
      ["website", "Suzhou", false, true],
    ]);
  });

  it("tells a viewer where channels differ, and none of the values", async () => {
    const { masked, fields } = await compared(
      [
        said(1, { claims: claims({ fullName: "Ada Brook", phone: "+8613941700013" }) }),
        said(2, { channel: "shopify", claims: claims({ fullName: "Eve Brook" }) }),
      ],
      "viewer",
    );
    expect(masked).toBe(true);
    expect(fields["fullName"]).toMatchObject({ value: "E***", differs: true });
    expect(marks(fields["fullName"])).toEqual([
      ["shopify", "E***", true, false],
      ["website", "A***", false, true],
    ]);
    expect(marks(fields["phone"])).toEqual([["website", "+86 *** 13", true, false]]);
  });

  it("of whoever has very many events is of the newest thousand, and says so", async () => {
    for (let from = 0; from < 1_040; from += 80) {
      const events = Array.from({ length: 80 }, (_, at) =>
        said(from + at, { claims: claims({ city: `City ${from + at}` }) }),
      );
      await deliver(store, ...events);
    }
    const { complete, fields } = await compared([said(2_000, {})]);
    expect(complete).toBe(false);
    expect(marks(fields["city"])).toEqual([["website", "City 1039", true, false]]);
  });

  it.each(["entry", "compliance", "auditor"] as const)(
    "is nothing for the role %s",
    async (role) => {
      const { people } = await deliver(store, said(1, {}));
      const { status } = await api.get(`/v1/people/${people[0]?.id}/comparison`, { role });
      expect(status).toBe(403);
    },
  );
});
