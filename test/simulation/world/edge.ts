/** Providers and the edge: what was told is sent until it is taken, and sometimes once more. */
import type { CustomerEvent } from "#shared/domain/event.ts";
import { type Message, sendMessages } from "#shared/lambda/messages.ts";
import { type AwaitedDelivery, awaitedFingerprint } from "#shared/lambda/awaited.ts";
import { fingerprintOf, type UnclearDelivery } from "#shared/lambda/unclear.ts";
import { keptBody } from "#test/fixtures/events.ts";
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import type { History } from "./history.ts";
import type { Machine } from "./machine.ts";
import type { Told } from "./stories.ts";
import type { Services } from "./services.ts";

export interface EdgeContext {
  services: Services;
  machine: Machine;
  history: History;
}

/** A provider gives up after so many times; then nobody was promised anything. */
const attemptsMax = 4;
const retryMsMax = 20_000;

export async function deliver(told: readonly Told[], context: EdgeContext): Promise<void> {
  const { history } = context;
  await insist(context, async () => {
    const events = told.map((each) => receive(each, context));
    for (const event of events) {
      history.sent.set(event.id, [...(history.sent.get(event.id) ?? []), event]);
    }
    await send(
      events.map((event) => ({ kind: "event", event })),
      context,
    );
    for (const { id } of events) history.acknowledged.add(id);
  });
}

function receive({ observedAt, ...told }: Told, { machine }: EdgeContext): CustomerEvent {
  const receivedAt = machine.clock.now().toISOString();
  return { ...told, receivedAt, observedAt: observedAt ?? receivedAt };
}

/** The source of what is understood later, when a steward has it replayed. */
export const replayedSource = "website:late";

/** Authentic, and either not understood until today's mapping, or only an announcement. */
export async function deliverUnclear(serial: number, context: EdgeContext): Promise<void> {
  await insist(context, async () => {
    const receivedAt = context.machine.clock.now().toISOString();
    const { message, fingerprint } =
      serial % 3 === 0 ? announced(serial, receivedAt) : unclear(serial, receivedAt);
    const { unclear: kept, acknowledged } = context.history;
    kept.set(fingerprint, [...(kept.get(fingerprint) ?? []), message]);
    await send([message], context);
    acknowledged.add(fingerprint);
  });
}

interface Kept {
  message: Message;
  fingerprint: string;
}

function unclear(serial: number, receivedAt: string): Kept {
  const said = {
    type: "form.submitted",
    data: { form: "late", email: `late${serial}@brook.cn`, city: "Wuxi" },
  };
  const delivery: UnclearDelivery = {
    channel: "website",
    reason: "the payload has an unknown shape",
    trust: "signed",
    receivedAt,
    headers: { "webhook-id": `unclear-${serial}` },
    body: keptBody(JSON.stringify(said)),
  };
  return { message: { kind: "unclear", delivery }, fingerprint: fingerprintOf(delivery) };
}

function announced(serial: number, receivedAt: string): Kept {
  const delivery: AwaitedDelivery = {
    channel: "meta-lead-ads",
    trust: "signed",
    receivedAt,
    businessId: `lead-${serial}`,
    content: { leadgen_id: String(serial) },
  };
  return {
    message: { kind: "awaiting data", delivery },
    fingerprint: awaitedFingerprint(delivery),
  };
}

/** As if a key had been lost: a body that nobody opens. */
export async function deliverGarbage(serial: number, context: EdgeContext): Promise<void> {
  const { services, history } = context;
  await insist(context, async () => {
    const body = `garbage ${serial}`;
    const Entries = [{ Id: "0", MessageBody: body, MessageGroupId: "garbage" }];
    for (const QueueUrl of [services.urls.candidates, services.urls.events]) {
      const command = new SendMessageBatchCommand({ QueueUrl, Entries });
      const { Failed = [] } = await services.queues.send(command);
      if (Failed.length > 0) throw new Error("it was refused");
    }
    history.garbage.add(body);
  });
}

function send(messages: readonly Message[], { services }: EdgeContext): Promise<void> {
  const { queues, urls, store } = services;
  return sendMessages(messages, { client: queues, url: urls.events, vault: store.vault });
}

async function insist({ machine, services }: EdgeContext, attempt: () => Promise<void>) {
  for (let attempts = 1; attempts <= attemptsMax; attempts++) {
    try {
      return await attempt();
    } catch {
      await services.scheduler.sleep(machine.random.integer(retryMsMax), "is tried again");
    }
  }
}
