/** One channel's front door: authenticate, parse, normalise, seal, send, answer. No database. */
import middy from "@middy/core";
import type { Channel } from "#shared/channels/channel.ts";
import type { Delivery } from "#shared/channels/delivery.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import type { FieldRegistry } from "#shared/domain/field.ts";
import {
  bodyBytes,
  type HttpEvent,
  type HttpResult,
  lowerCaseHeaders,
  problem,
} from "#shared/lambda/http.ts";
import { errorName, type Log } from "#shared/lambda/log.ts";
import { type Message, sendMessages } from "#shared/lambda/messages.ts";
import { problems } from "#shared/lambda/problems.ts";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Parameters } from "#shared/vault/parameters.ts";
import type { RandomBytes } from "#shared/vault/seal.ts";
import { createVault, readKeys } from "#shared/vault/vault.ts";
import { type Received, receive } from "./receive.ts";
import type { WebhookTenant } from "#shared/lambda/tenant.ts";

export interface WebhookPorts {
  channel: Channel;
  tenant: WebhookTenant;
  publicBaseUrl: string;
  queue: { client: Pick<SQSClient, "send">; url: string };
  parameters: Parameters;
  now: () => Date;
  random: RandomBytes;
  log: Log;
}

export function createWebhook(ports: WebhookPorts) {
  const settings = ports.channel.settings.parse(ports.tenant.settings);
  const fields = fieldRegistry(ports.tenant);
  return middy<HttpEvent, HttpResult>()
    .use(problems(ports.log))
    .handler((event: HttpEvent) => handle(event, { ports, settings, fields }));
}

interface Prepared {
  ports: WebhookPorts;
  settings: unknown;
  fields: FieldRegistry;
}

async function handle(event: HttpEvent, prepared: Prepared): Promise<HttpResult> {
  const { ports, settings, fields } = prepared;
  const { channel, tenant } = ports;
  const now = ports.now();
  const received = receive(deliveryOf(event, ports.publicBaseUrl), {
    channel,
    settings,
    secrets: await readSecrets(ports),
    fields,
    phoneRegion: tenant.phoneRegion,
    now,
  });
  if (received.kind === "accepted") await sendAll(received, ports);
  ports.log(lineOf(received, ports, ports.now().getTime() - now.getTime()));
  return answer(received);
}

/** Undefined where there is no secret, or none that the channel can use: both refuse. */
function readSecrets({ channel, parameters, log }: WebhookPorts): Promise<unknown> {
  return parameters.read(`channels/${channel.name}`, (text) => {
    if (text === undefined) return undefined;
    try {
      return channel.secrets.parse(JSON.parse(text));
    } catch (error) {
      log({ channel: channel.name, outcome: "misconfigured", error: errorName(error) });
      return undefined;
    }
  });
}

async function sendAll(
  { events, awaiting, unclear }: Extract<Received, { kind: "accepted" }>,
  { parameters, tenant, queue, random }: WebhookPorts,
): Promise<void> {
  const messages: Message[] = [
    ...events.map((event) => ({ kind: "event" as const, event })),
    ...awaiting.map((delivery) => ({ kind: "awaiting data" as const, delivery })),
  ];
  if (unclear !== undefined) messages.push({ kind: "unclear", delivery: unclear });
  if (messages.length === 0) return;
  const keys = await readKeys(parameters, ["queue"]);
  const vault = createVault({ tenant: tenant.tenant, keys, random });
  await sendMessages(messages, { ...queue, vault });
}

function deliveryOf(event: HttpEvent, publicBaseUrl: string): Delivery {
  const query = event.rawQueryString === "" ? "" : `?${event.rawQueryString}`;
  return {
    method: event.requestContext.http.method,
    url: `${publicBaseUrl}${event.rawPath}${query}`,
    query: new URLSearchParams(event.rawQueryString),
    pathToken: event.pathParameters?.["token"],
    headers: lowerCaseHeaders(event.headers),
    body: bodyBytes(event),
  };
}

/** One line a delivery: what became of it, and why not. */
function lineOf(received: Received, { channel }: WebhookPorts, durationMs: number) {
  const line = { channel: channel.name, durationMs };
  switch (received.kind) {
    case "handshake":
      return { ...line, outcome: "handshake" };
    case "refused":
      return { ...line, outcome: "refused", status: received.status, reason: received.reason };
    case "accepted":
      return {
        ...line,
        outcome: outcomeOf(received),
        reason: received.unclear?.reason,
        events: received.events.map(({ id }) => id),
        ...(received.awaiting.length > 0 && { awaiting: received.awaiting.length }),
      };
  }
}

function outcomeOf({ events, awaiting, unclear }: Extract<Received, { kind: "accepted" }>): string {
  if (unclear !== undefined) return "quarantined";
  return events.length + awaiting.length > 0 ? "accepted" : "ping";
}

const titles = {
  400: "The body could not be read.",
  401: "The delivery could not be authenticated.",
  405: "Only POST is accepted here.",
  413: "The body is too large.",
  415: "The content type is not accepted here.",
} as const;

function answer(received: Received): HttpResult {
  if (received.kind === "refused") {
    // Why an authentication failed is ours to know; a sender that is authentic may be told.
    const detail = received.status === 401 ? {} : { detail: received.reason };
    return problem({ status: received.status, title: titles[received.status], ...detail });
  }
  const { status, contentType, headers, body } = received.reply;
  return { statusCode: status, headers: { ...headers, "content-type": contentType }, body };
}
