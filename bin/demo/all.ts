/** `npm run demo -- --all`: one delivery through each channel, by group, and what became of it. */
import { styleText } from "node:util";
import { readTenant, channelsInUse } from "#infra/tenant.ts";
import type { Channel } from "#shared/channels/channel.ts";
import type { Understood } from "#shared/channels/understand.ts";
import type { SignedDelivery } from "../senders/delivery.ts";
import { examples } from "../senders/index.ts";
import { grouped } from "../channels/grouped.ts";
import { groups } from "#shared/channels/group-words.ts";
import { fitted } from "../channels/columns.ts";
import { DemoError } from "./errors.ts";
import { inventPerson } from "./person.ts";
import type { Product } from "./product.ts";
import { awaitLinked, type Person, readPerson } from "./staff.ts";
import { post } from "./tell.ts";
import { type Reading, understoodOf } from "./understood.ts";

export interface Showing extends Reading {
  product: Product;
  randomBytes: (count: number) => Buffer;
}

interface Shown {
  channel: Channel;
  says: string;
  signed: SignedDelivery;
  understood: Understood;
}

/** Throws a DemoError where a secret cannot be used or a delivery is refused. */
export async function showAll(showing: Showing): Promise<void> {
  const inUse = channelsInUse(readTenant("demo")).map(({ channel }) => channel);
  // All are signed before the first is sent: an edited secret is told of at once.
  const shown = new Map(inUse.map((channel) => [channel.name, prepare(channel, showing)]));
  const totals: Totals = { events: 0, people: new Set(), withoutEvents: 0 };
  for (const { group, channels } of grouped(inUse)) {
    console.log(styleText("bold", `\n${groups[group].en} ${groups[group].zh}`));
    for (const { name } of channels) {
      const each = shown.get(name);
      if (each === undefined) continue;
      const { answer, people, events, became } = await send(each, showing.product);
      console.log(rowOf(each, answer, became));
      totals.events += events;
      if (events === 0) totals.withoutEvents += 1;
      for (const person of people) totals.people.add(person);
    }
  }
  console.log(closing(shown.size, totals));
}

function prepare(channel: Channel, showing: Showing): Shown {
  const { product, secrets, now, randomBytes } = showing;
  const { name } = channel;
  const example = examples[name];
  if (example === undefined) throw new TypeError(`bin/senders/index.ts has no example of ${name}`);
  const address = `${product.baseUrl}/webhooks/${name}`;
  const context = { secrets: secrets[name], address, now, randomBytes };
  const signed = example.sign(inventPerson(randomBytes(8)), context);
  const understood = understoodOf(signed, { channel: name }, { secrets, now });
  return { channel, says: example.says, signed, understood };
}

interface Sent {
  answer: string;
  people: string[];
  events: number;
  became: string;
}

async function send({ channel, signed, understood }: Shown, product: Product): Promise<Sent> {
  const answer = await post({ channel: channel.name, signed }, product);
  if (understood.kind === "malformed") throw new DemoError(`${channel.name}: ${understood.reason}`);
  const ids = understood.events.map(({ id }) => id);
  const statuses = await awaitLinked(product.baseUrl, ids);
  const people = [...new Set([...statuses.values()].map(({ person }) => person))];
  const records = await Promise.all(people.map((id) => readPerson(product.baseUrl, id)));
  const became = [
    ...(ids.length > 0 ? [`${counted(ids.length, "event")} → ${customersOf(records)}`] : []),
    ...(understood.awaiting.length > 0 ? ["waits until its provider is asked"] : []),
    ...(understood.unclear === undefined ? [] : [`kept for a human: ${understood.unclear}`]),
  ];
  return {
    answer,
    people,
    events: ids.length,
    became: became.join("; ") || "nobody: recognised as a test or a report",
  };
}

/** Whom the events became, and what is known to be theirs. */
function customersOf(records: readonly Person[]): string {
  const [first] = records;
  if (records.length !== 1 || first === undefined) return counted(records.length, "customer");
  const typesOf = (isProved: boolean) =>
    first.identifiers.filter(({ verified }) => verified === isProved).map(({ type }) => type);
  const held = [...listed("proved", typesOf(true)), ...listed("claimed", typesOf(false))];
  return `1 customer: ${held.join("; ") || "nothing to find them by"}`;
}

function listed(name: string, types: readonly string[]): string[] {
  return types.length === 0 ? [] : [`${name} ${[...new Set(types)].join(", ")}`];
}

function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}

const nameColumns = 22;
const saysColumns = 54;

function rowOf({ channel, says }: Shown, answer: string, became: string): string {
  return [
    `  ${styleText("bold", fitted(channel.name, nameColumns))}${says}`,
    `  ${" ".repeat(nameColumns)}${styleText("dim", fitted(`→ ${answer}`, saysColumns))}  ${styleText("green", became)}`,
  ].join("\n");
}

interface Totals {
  events: number;
  people: Set<string>;
  withoutEvents: number;
}

function closing(deliveries: number, { events, people, withoutEvents }: Totals): string {
  const rest = withoutEvents === 0 ? "" : `, ${withoutEvents} of them without an event yet`;
  const outcome = [
    counted(deliveries, "delivery", "deliveries") + rest,
    counted(events, "event"),
    counted(people.size, "customer"),
  ].join(" → ");
  return `\n${styleText("bold", outcome)}`;
}
