/** What each kind of event consumes, as the store grows; and what a million of them cost. */
import { randomBytes } from "node:crypto";
import { createConsumer } from "#functions/consumer/handler.ts";
import { readTenant } from "#infra/tenant.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { Policy } from "#shared/domain/policy.ts";
import { type StatedClaim, toEvent } from "#shared/domain/statement.ts";
import { startStores, type TestStores, type Units } from "#test/fixtures/stores.ts";
import { prices } from "./prices.ts";
import type { Figure } from "./report.ts";

const batchSize = 100;

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

type Kind = "known" | "new" | "merge" | "contested";

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
      if (size === growth.at(-1)) figures.push(...costOf(units));
    }
    return figures;
  } finally {
    await stores.stop();
  }
}

function describe(size: number, units: Record<Kind, Units>): Figure[] {
  const at = `at ${size} people`;
  const bars: Partial<Record<Kind, { write: number; read?: number }>> = {
    known: { write: 5, read: 4 },
    new: { write: 11 },
  };
  return Object.entries(units).flatMap(([kind, { read, write }]) => {
    const bar = bars[kind as Kind];
    return [
      { what: `${kind} ${at}`, value: write, unit: "WRU", ...(bar && { bar: bar.write }) },
      { what: `${kind} ${at}`, value: read, unit: "RRU", ...(bar?.read && { bar: bar.read }) },
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
  const consumer = createConsumer({
    policy,
    store: async () => store,
    queue: { client: { send: async () => ({}) } as never, url: "https://queue.test/1/q" },
    now: () => new Date(),
    random: randomBytes,
    log: () => {},
  });
  let serial = 0;

  const event = (claims: Record<string, string>): CustomerEvent => {
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
      { channel: "website", trust: "signed", receivedAt: new Date(), fields, phoneRegion: "CN" },
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
    /** One event each, on people that nobody else touches. */
    async measure(size: number): Promise<Record<Kind, Units>> {
      const own = 50_000_000 + size;
      await deliver([event({ ...person(own), ...profile })]);
      const known = await deliver([event({ ...person(own), ...profile })]);
      const created = await deliver([event({ ...person(own + 1), ...profile })]);
      const { phone } = person(own);
      const { email } = person(own + 1);
      const merge = await deliver([event({ phone, email })]);
      await deliver([event({ phone: person(own + 2).phone, nationalId: "11010519491231002X" })]);
      await deliver([event({ email: person(own + 3).email, nationalId: "440524188001010014" })]);
      const contested = await deliver([
        event({ phone: person(own + 2).phone, email: person(own + 3).email }),
      ]);
      return { known, new: created, merge, contested };
    },
  };
}
