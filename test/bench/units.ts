/** What each kind of event consumes, as the store grows; and what a million of them cost. */
import { randomBytes } from "node:crypto";
import { createConsumer } from "#functions/consumer/handler.ts";
import { readTenant } from "#infra/tenant.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { personId } from "#shared/domain/identity/person-id.ts";
import { Policy } from "#shared/domain/policy.ts";
import { type StatedClaim, toEvent } from "#shared/domain/statement.ts";
import { type EngineContext, rule } from "#shared/engine/resolve.ts";
import { decisionId } from "#shared/stores/decisions.ts";
import { startStores, type TestStores, type Units } from "#test/fixtures/stores.ts";
import { prices } from "./prices.ts";
import type { Figure } from "./report.ts";

const batchSize = 100;
/** A quiet hour: the larger a batch, the less an event pays for the counters. */
const countedBatchSize = 10;

/** A full record: twelve fields, two identifiers. */
const profile = {
  jobTitle: "Head of Procurement",
  company: "Suzhou River Instruments Co., Ltd",
  city: "Suzhou",
  province: "Jiangsu",
  street: "88 Lakeside Road",
  utmSource: "wechat",
  utmMedium: "cpc",
  utmCampaign: "spring-fair",
  note: "Wants a call back about the second order.",
};

type Kind = keyof typeof bars;

/** Units by kind of event; what has no bar is printed only. */
const bars = {
  known: { write: 5, read: 4 },
  new: { write: 11 },
  merge: {},
  /** Its link is refused: two people of one event each, who share what it carries. */
  contested: {},
  /** Of somebody to whom a link was refused before. */
  "known, contested": {},
  /** A steward takes one of three events away. */
  split: {},
  "known, after a split": {},
} as const satisfies Record<string, { write?: number; read?: number }>;

export async function unitFigures(growth: readonly number[]): Promise<Figure[]> {
  const stores = await startStores();
  const bench = createBench(stores);
  const figures: Figure[] = [];
  let people = 0;
  try {
    for (const size of growth) {
      await bench.grow(people, size);
      people = size;
      const units = await bench.measure(size);
      figures.push(...describe(size, units));
      if (size === growth.at(-1)) figures.push(...costOf(units), ...(await bench.count(size)));
    }
    return figures;
  } finally {
    await stores.stop();
  }
}

function describe(size: number, units: Record<Kind, Units>): Figure[] {
  const at = `at ${size} people`;
  return Object.entries(units).flatMap(([kind, { read, write }]) => {
    const bar: { write?: number; read?: number } = bars[kind as Kind];
    return [
      { what: `${kind} ${at}`, value: write, unit: "WRU", ...(bar.write && { bar: bar.write }) },
      { what: `${kind} ${at}`, value: read, unit: "RRU", ...(bar.read && { bar: bar.read }) },
    ];
  });
}

/** 60 % known, 40 % new; the rest from the shape of the path, its sizes stated here. */
function costOf(units: Record<Kind, Units>): Figure[] {
  const mix = (read: "read" | "write") => 0.6 * units.known[read] + 0.4 * units.new[read];
  const edgeGbSeconds = 0.5 * 0.01;
  const consumerGbSeconds = 1 * 0.01;
  const receivesPerEvent = 2 / 10;
  const logGbPerMillion = 0.6;
  const dollars =
    prices.httpApiRequest +
    prices.lambdaRequest * 1.1 +
    prices.lambdaGbSecond * (edgeGbSeconds + consumerGbSeconds) +
    prices.sqsRequest * (1 + receivesPerEvent) +
    prices.writeUnit * mix("write") +
    prices.readUnit * mix("read") +
    prices.logGb * logGbPerMillion;
  return [{ what: "a million events, 60 % known, 40 % new", value: dollars, unit: "$", bar: 8 }];
}

function createBench({ store, takeUnits }: TestStores) {
  const policy = Policy.parse(readTenant("demo"));
  const fields = fieldRegistry(policy);
  const now = () => new Date();
  const consumer = createConsumer({
    policy,
    store: async () => store,
    queue: { client: { send: async () => ({}) } as never, url: "https://queue.test/1/q" },
    candidates: { client: { send: async () => ({}) } as never, url: "https://queue.test/1/c" },
    now,
    random: randomBytes,
    log: () => {},
  });
  const newId = () => personId(Date.now(), randomBytes(10));
  const engine: EngineContext = { store, policy, fields, newId, now, jitter: Math.random };
  let serial = 0;

  const event = (claims: Record<string, string>, channel = "website"): CustomerEvent => {
    serial += 1;
    const stated: StatedClaim[] = Object.entries(claims).map(([field, value]) => ({
      field,
      value,
    }));
    return toEvent(
      {
        businessId: String(serial),
        content: serial,
        origin: "bench",
        kind: "form",
        claims: stated,
      },
      { channel, trust: "signed", receivedAt: new Date(), fields, phoneRegion: "CN" },
    );
  };
  const deliver = async (events: readonly CustomerEvent[]): Promise<Units> => {
    takeUnits();
    const Records = events.map((each, at) => ({
      messageId: String(at),
      body: store.vault.sealMessage({ kind: "event", event: each }, "message"),
    }));
    const answer = await consumer({ Records } as never);
    if (answer.batchItemFailures.length > 0) throw new Error("the consumer failed in a benchmark");
    return takeUnits();
  };
  const takeAway = async (leaving: CustomerEvent, staying: CustomerEvent): Promise<Units> => {
    takeUnits();
    const ruling = {
      kind: "different" as const,
      leaving: [{ event: leaving.id }],
      staying: [{ event: staying.id }],
    };
    const decision = { id: decisionId(ruling), at: now().toISOString(), by: "bench", ruling };
    const ruled = await rule({ events: [], decisions: [decision] }, engine);
    if (ruled === undefined || ruled.settlement) throw new Error("a split failed in a benchmark");
    return takeUnits();
  };
  const person = (at: number) => ({
    fullName: `Customer ${at}`,
    phone: `+86139${10_000_000 + at}`,
    email: `customer${at}@mail.cn`,
  });

  return {
    async grow(from: number, to: number): Promise<void> {
      for (let at = from; at < to; at += batchSize) {
        const count = Math.min(batchSize, to - at);
        await deliver(Array.from({ length: count }, (_, step) => event(person(at + step))));
      }
    },
    /** Three sources in a batch of ten full events, half of them about people whom another channel knows. */
    async count(size: number): Promise<Figure[]> {
      const channels = ["website", "typeform", "shopify"];
      const batch = (from: number) =>
        Array.from({ length: countedBatchSize }, (_, step) =>
          event({ ...person(60_000_000 + size + from + step), ...profile }, channels[step % 3]),
        );
      await deliver(batch(0));
      const { counters } = await deliver(batch(countedBatchSize / 2));
      const perEvent = counters / countedBatchSize;
      return [
        {
          what: "counted, ten events of three sources: each",
          value: perEvent,
          unit: "WRU",
          bar: 0.3,
        },
        { what: "a million events counted so", value: perEvent * prices.writeUnit, unit: "$" },
      ];
    },
    /** One event each, on people that nobody else touches. */
    async measure(size: number): Promise<Record<Kind, Units>> {
      const own = 50_000_000 + size;
      const full = (at: number) => event({ ...person(own + at), ...profile });
      await deliver([full(0)]);
      const known = await deliver([full(0)]);
      const created = await deliver([full(1)]);
      const bridge = (one: number, other: number) =>
        event({ phone: person(own + one).phone, email: person(own + other).email });
      const merge = await deliver([bridge(0, 1)]);

      for (const at of [2, 3]) {
        const proof = { nationalId: nationalIdOf(size + at) };
        await deliver([event({ ...person(own + at), ...profile, ...proof })]);
      }
      const contested = await deliver([bridge(2, 3)]);
      const { phone } = person(own + 2);
      const knownContested = await deliver([event({ phone, ...profile })]);

      const three = [full(4), full(4), full(4)] as const;
      await deliver(three);
      const split = await takeAway(three[1], three[0]);
      const afterSplit = await deliver([full(4)]);
      return {
        known,
        new: created,
        merge,
        contested,
        "known, contested": knownContested,
        split,
        "known, after a split": afterSplit,
      };
    },
  };
}

/** Of somebody who was never born; with the checksum of ISO 7064, MOD 11-2. */
function nationalIdOf(serial: number): string {
  const district = String(Math.floor(serial / 1_000)).padStart(4, "0");
  const body = `44${district}19880411${String(serial % 1_000).padStart(3, "0")}`;
  const digits = Array.from(body, Number);
  const sum = digits.reduce((total, digit, at) => total + digit * 2 ** (17 - at), 0);
  return `${body}${"10X98765432".charAt(sum % 11)}`;
}
