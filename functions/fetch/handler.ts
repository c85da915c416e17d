/** Asks the providers for what deliveries only announced, and sends what they tell on its way. */
import * as z from "zod";
import type { LookupChannel } from "#shared/channels/index.ts";
import { AccessToken, type LookupFailure } from "#shared/channels/lookup.ts";
import { understandAnswer } from "#shared/channels/understand.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import type { FieldRegistry } from "#shared/domain/field.ts";
import { AwaitedDelivery } from "#shared/lambda/awaited.ts";
import { errorName, type Log } from "#shared/lambda/log.ts";
import { type Queue, sendMessages } from "#shared/lambda/messages.ts";
import type { TenantSlice } from "#shared/lambda/tenant.ts";
import { listDue, postpone } from "#shared/stores/awaiting.ts";
import {
  decideQuarantined,
  openQuarantined,
  type Quarantined,
  type QuarantineStore,
  type ReviewCursor,
} from "#shared/stores/quarantine.ts";
import type { Parameters } from "#shared/vault/parameters.ts";
import { ask } from "./ask.ts";

export interface FetchPorts {
  tenant: TenantSlice;
  /** Those whose deliveries only announce, among the tenant's. */
  channels: readonly LookupChannel[];
  /** Made anew for each run: keys are read with it, never kept longer than the parameters are. */
  store: () => Promise<QuarantineStore>;
  queue: Omit<Queue, "vault">;
  /** Where the access tokens are. */
  parameters: Parameters;
  /** Where a host is. */
  origin: (host: string) => string;
  now: () => Date;
  log: Log;
}

const pageSize = 50;
/** Questions that are open at the same time: enough to hide the waiting, few enough to be polite. */
const askedAtOnceMax = 4;
/** After this nothing new is begun: with the last answers a run ends before the next one begins. */
const beginMsMax = 25_000;

/** At least once, like all schedules: what is told twice is the same event twice. */
export function createFetch(ports: FetchPorts) {
  const fields = fieldRegistry(ports.tenant.policy);
  return async (): Promise<void> => {
    const tokens = await readTokens(ports);
    // Nobody may be asked: everything stays where it is, and its list need not be read.
    if (tokens.size === 0) return;
    const store = await ports.store();
    const run: Run = { ports, fields, tokens, store, resting: new Set(), failure: undefined };
    const startedAt = ports.now().getTime();
    const mayBegin = () => ports.now().getTime() - startedAt < beginMsMax;
    let after: ReviewCursor | undefined;
    do {
      const now = ports.now().toISOString();
      const page = await listDue({ now, after, limit: pageSize }, store);
      await askAbout(page.deliveries, run, mayBegin);
      after = page.next;
    } while (after !== undefined && mayBegin());
    // Only now: one entry that cannot be opened must not keep the others from being asked for.
    if (run.failure !== undefined) throw run.failure;
  };
}

interface Run {
  ports: FetchPorts;
  fields: FieldRegistry;
  /** By channel: whoever has none is not asked for. */
  tokens: ReadonlyMap<string, { channel: LookupChannel; accessToken: string }>;
  store: QuarantineStore;
  /** Channels whose provider does not want to be asked any more for now. */
  resting: Set<string>;
  failure: unknown;
}

async function readTokens({ channels, parameters, log }: FetchPorts): Promise<Run["tokens"]> {
  const tokens = new Map<string, { channel: LookupChannel; accessToken: string }>();
  for (const channel of channels) {
    const token = await parameters.read(`tokens/${channel.name}`, (text) => {
      if (text === undefined) return undefined;
      try {
        return AccessToken.parse(JSON.parse(text));
      } catch (error) {
        log({ channel: channel.name, outcome: "misconfigured", error: errorName(error) });
        return undefined;
      }
    });
    if (token !== undefined) tokens.set(channel.name, { channel, ...token });
  }
  return tokens;
}

async function askAbout(
  deliveries: readonly Quarantined[],
  run: Run,
  mayBegin: () => boolean,
): Promise<void> {
  const waiting = [...deliveries];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next && mayBegin(); next = waiting.shift()) {
      if (!run.tokens.has(next.channel) || run.resting.has(next.channel)) continue;
      try {
        await askFor(next, run);
      } catch (error) {
        run.failure ??= error;
        const { channel, id } = next;
        run.ports.log({ outcome: "failed", channel, review: id, error: errorName(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: askedAtOnceMax }, worker));
}

const Kept = z.object({ kind: z.literal("awaiting data"), delivery: AwaitedDelivery });

/** Sent before it is recorded: a crash in between asks again, and events happen once. */
async function askFor({ id, channel }: Quarantined, run: Run): Promise<void> {
  const { ports, store } = run;
  const opened = await openQuarantined(id, store);
  if (opened.kind !== "opened" || opened.delivery.status !== "open") return;
  const told = await tell(Kept.parse(opened.content).delivery, run);
  const { events } = told;
  const messages = events.map((event) => ({ kind: "event" as const, event }));
  await sendMessages(messages, { ...ports.queue, vault: store.vault });
  const line = { channel, review: id, events: events.map((event) => event.id) };
  const at = ports.now();
  if (told.unclear === undefined) {
    await decideQuarantined({ id, status: "fetched", by: "fetch", at: at.toISOString() }, store);
    ports.log({ outcome: "fetched", ...line });
  } else {
    const tries = opened.delivery.tries + 1;
    const dueAt = new Date(at.getTime() + retryDelayMs(tries)).toISOString();
    await postpone({ id, tries, dueAt }, store);
    ports.log({ outcome: "not fetched", ...line, reason: told.unclear, tries });
  }
}

/** What is known of somebody by now: `unclear` says why not all. */
async function tell(awaited: AwaitedDelivery, run: Run) {
  const { ports, fields, tokens, resting } = run;
  const found = tokens.get(awaited.channel);
  const settings = found?.channel.settings.parse(ports.tenant.channels[awaited.channel] ?? {});
  const request = found?.channel.lookup.request(awaited.content, settings);
  if (found === undefined || request === undefined) {
    return { events: [], unclear: "the announcement is not understood" };
  }
  const { channel, accessToken } = found;
  const { hosts, failureOf } = channel.lookup;
  const answer = await ask(request, {
    hosts,
    accessToken,
    origin: ports.origin,
    ...(failureOf && { failureOf }),
  });
  if (answer.kind === "failed") {
    if (refusals.has(answer.reason)) resting.add(channel.name);
    return { events: [], unclear: answer.reason };
  }
  const { trust, account, businessId, content, receivedAt } = awaited;
  const announcement = { businessId, content };
  return understandAnswer(
    answer.value,
    { trust, account, announcement, receivedAt: new Date(receivedAt) },
    { channel, settings, fields, phoneRegion: ports.tenant.policy.phoneRegion },
  );
}

/**
 * They concern everybody of a channel: the next run may ask again. What a token may not read is one
 * page's or one event's, and must not keep the others waiting.
 */
const refusals: ReadonlySet<LookupFailure> = new Set(["the token was refused", "asked too often"]);

const minuteMs = 60_000;
const retryDelayMsMax = 6 * 60 * minuteMs;

/** After one, two, four minutes and so on, then four times a day until its time in quarantine is over. */
function retryDelayMs(tries: number): number {
  return Math.min(minuteMs * 2 ** (tries - 1), retryDelayMsMax);
}
