/** What the staff API is asked: where an event is, and who its person is. */
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { DemoError } from "./errors.ts";
import { request } from "./product.ts";

const Lineage = z.object({
  channel: z.string(),
  eventId: z.string(),
  observedAt: z.string(),
  verified: z.boolean(),
});
export type Lineage = z.infer<typeof Lineage>;

/** As much of it as the demo shows. */
export const Person = z.object({
  id: z.string(),
  fields: z.record(
    z.string(),
    z.object({ value: z.string(), lineage: Lineage, rivals: z.number() }),
  ),
  identifiers: z.array(
    z.object({ type: z.string(), namespace: z.string(), value: z.string(), verified: z.boolean() }),
  ),
  consents: z.record(z.string(), z.object({ value: z.boolean(), lineage: Lineage })),
  tags: z.array(z.string()),
  extras: z.record(z.string(), z.unknown()),
  channels: z.array(z.string()),
  events: z.number(),
});
export type Person = z.infer<typeof Person>;

const Status = z.object({ status: z.string(), person: z.string() });
export type Status = z.infer<typeof Status>;

const linkedSecondsMax = 60;
const pauseMs = 50;

/**
 * By event id, once all have left the queue: each with the person it belongs to now. Throws a
 * DemoError after {@link linkedSecondsMax}.
 */
export async function awaitLinked(
  baseUrl: string,
  eventIds: readonly string[],
): Promise<Map<string, Status>> {
  const deadline = performance.now() + linkedSecondsMax * 1_000;
  const askAll = () => Promise.all(eventIds.map((id) => findEvent(baseUrl, id)));
  for (;;) {
    const queued = (await askAll()).filter((status) => status === undefined).length;
    if (queued === 0) {
      // All are asked again: the last to leave the queue may have joined the persons of earlier ones,
      // and not all of one round are asked at one moment.
      const found = await askAll();
      return new Map(eventIds.flatMap((id, at) => pair(id, found[at])));
    }
    if (performance.now() > deadline) {
      throw new DemoError(
        `After ${linkedSecondsMax} s ${queued} of ${eventIds.length} events are still queued. ` +
          "What npm start prints says why.",
      );
    }
    await sleep(pauseMs);
  }
}

function pair(id: string, status: Status | undefined): [string, Status][] {
  return status === undefined ? [] : [[id, status]];
}

/** Undefined while it is queued. */
async function findEvent(baseUrl: string, id: string): Promise<Status | undefined> {
  const response = await ask(baseUrl, `/v1/events/${id}`);
  if (response.status === 404) return undefined;
  return Status.parse(await response.json());
}

export async function readPerson(baseUrl: string, id: string): Promise<Person> {
  return Person.parse(await (await ask(baseUrl, `/v1/people/${id}`)).json());
}

export async function ask(baseUrl: string, path: string): Promise<Response> {
  const headers = { authorization: "Bearer local:steward:demo" };
  const response = await request(`${baseUrl}${path}`, { headers });
  if (response.ok || response.status === 404) return response;
  throw new DemoError(`The staff API answered ${response.status} to GET ${path}`);
}
