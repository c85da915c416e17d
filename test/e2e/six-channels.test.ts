import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Customer, inventCustomer } from "#bin/demo/customer.ts";
import { readSecrets, type Secrets } from "#bin/demo/secrets.ts";
import { awaitLinked } from "#bin/demo/staff.ts";
import { type Signing, type Telling, tellStory } from "#bin/demo/story.ts";
import { eventsOf } from "#bin/demo/understood.ts";
import { Lineage, PersonView } from "#functions/api/schemas.ts";
import { type RunningProduct, startProduct } from "#test/fixtures/process.ts";
import { countReviews } from "#test/load/accounting.ts";

const orders = 24;

let folder: string;
let product: RunningProduct;
let secrets: Secrets;
const now = new Date();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-orders-"));
  product = await startProduct({ folder });
  secrets = readSecrets(folder);
});
afterAll(async () => {
  await product.stop();
  rmSync(folder, { recursive: true, force: true });
});

const channelOf = ({ channel }: Telling) => channel;

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Every telling at least once, every third twice, as the seed has it. */
function shuffled(story: readonly Telling[], seed: string): Telling[] {
  const again = story.filter(({ name }) => digest(`${seed} again ${name}`).readUInt8() % 3 === 0);
  return [...story, ...again]
    .map((telling, at) => ({ telling, place: digest(`${seed} ${at}`).readUInt32BE() }))
    .sort((a, b) => a.place - b.place)
    .map(({ telling }) => telling);
}

interface Outcome {
  /** How many persons the events became. */
  people: number;
  statuses: string[];
  view: unknown;
}

async function sendIn(seed: string): Promise<Outcome> {
  const customer = inventCustomer(digest(seed).subarray(0, 8));
  const { baseUrl } = product;
  const signing: Signing = { baseUrl, secrets, now, randomBytes };
  const names = new Map<string, string>();
  for (const telling of shuffled(tellStory(customer, now), seed)) {
    const signed = telling.sign(signing);
    const { method, url, headers, body } = signed;
    for (const event of eventsOf(signed, telling, signing)) {
      names.set(event.id, `${event.source} ${event.kind} ${event.observedAt}`);
    }
    const response = await fetch(url, { method, headers, body: Uint8Array.from(body) });
    expect(response.status).toBe(200);
  }
  const statuses = [...(await awaitLinked(baseUrl, [...names.keys()])).values()];
  const people = new Set(statuses.map(({ person }) => person));
  const [id = ""] = people;
  const authorization = "Bearer local:steward:test";
  const response = await fetch(`${baseUrl}/v1/people/${id}`, { headers: { authorization } });
  const view = PersonView.parse(await response.json());
  return {
    people: people.size,
    statuses: statuses.map(({ status }) => status),
    view: withoutRun(view, customer, names),
  };
}

/** Without what belongs to the run or to this one customer; events by what they are. */
function withoutRun(view: PersonView, customer: Customer, names: ReadonlyMap<string, string>) {
  const { id: _id, version: _version, mergedFrom: _mergedFrom, ...told } = view;
  const text = JSON.stringify(told, (key: string, value: unknown) => {
    const lineage = key === "lineage" ? Lineage.parse(value) : undefined;
    if (lineage === undefined) return value;
    const { eventId, observedAt, receivedAt, ...source } = lineage;
    const at = observedAt === receivedAt ? "on receipt" : observedAt;
    return { ...source, event: names.get(eventId), at };
  });
  // The longest first: the suffix stands in others.
  const own = Object.entries(customer)
    .map(([name, value]): [string, string] => [name, String(value)])
    .sort(([, a], [, b]) => b.length - a.length);
  return JSON.parse(
    own.reduce((rest, [name, value]) => rest.replaceAll(value, name), text),
  ) as unknown;
}

test("six channels are one and the same person in any order, however often each comes", async () => {
  const outcomes = await Promise.all(
    Array.from({ length: orders }, (_, at) => sendIn(`order ${at}`)),
  );
  const [first] = outcomes;
  for (const outcome of outcomes) {
    expect(outcome.people).toBe(1);
    expect(new Set(outcome.statuses)).toEqual(new Set(["linked"]));
    expect(outcome.view).toEqual(first?.view);
  }
  expect(first?.view).toMatchObject({
    events: 9,
    channels: [...new Set(tellStory(inventCustomer(randomBytes(8)), now).map(channelOf))].sort(),
    fields: {
      fullName: { value: "林晓雨", lineage: { channel: "jinshuju" }, rivals: 4 },
      company: { value: "青岚设计有限公司", lineage: { channel: "jinshuju" }, rivals: 2 },
      phone: { lineage: { channel: "twilio-voice", at: "on receipt" }, rivals: 0 },
      email: { value: "privateEmail", lineage: { channel: "shopify" }, rivals: 1 },
      city: { value: "杭州", lineage: { channel: "shopify" }, rivals: 1 },
      scene: { lineage: { channel: "wechat-official" } },
      budget: { lineage: { channel: "typeform" } },
      interest: { lineage: { channel: "website" } },
    },
    consents: { "email-marketing": { value: false }, "wechat-messages": { value: true } },
    tags: ["白茶", "批发"],
  });
  expect(await countReviews(product.baseUrl)).toBe(0);
}, 120_000);
