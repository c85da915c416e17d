/** The embedded and the simulated queues, given the same to do; neither time nor order is compared. */
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { LocalQueue } from "#infra/local/deployment.ts";
import { localQueueClient, queueArn, queueUrl, startSqs } from "#infra/local/sqs.ts";
import { noFaults } from "../faults.ts";
import type { Random } from "#bin/random.ts";
import { alone } from "../scheduler.ts";
import { createQueues } from "../sqs.ts";
import { queueShapeOf } from "../sqs/shape.ts";
import { answerOf, essence } from "./compare.ts";

const region = "eu-central-1";
const deadLetters: LocalQueue = { name: "agree-dead-letters", VisibilityTimeout: 0 };
/** Everything is visible at once, so that who receives all receives the same. */
const events: LocalQueue = {
  name: "agree-events",
  VisibilityTimeout: 0,
  RedrivePolicy: { deadLetterTargetArn: queueArn(deadLetters.name, region), maxReceiveCount: 3 },
};

export interface QueueDisagreement {
  act: string;
  embedded: string;
  simulated: string;
}

export interface ComparedQueues {
  disagreements: QueueDisagreement[];
  /** How often what was done. */
  tally: Map<string, number>;
}

type Client = Pick<SQSClient, "send">;
/** What both are to do; answers what a caller learns, in one order. */
type Act = (client: Client) => Promise<unknown>;

export async function compareQueues(
  folder: string,
  { random, rounds }: { random: Random; rounds: number },
): Promise<ComparedQueues> {
  const sqs = await startSqs(region, folder);
  await sqs.openQueues([deadLetters, events]);
  const embedded = localQueueClient(sqs.endpoint, region);
  const simulated = createQueues({
    queues: [deadLetters, events].map((queue) => queueShapeOf(queue, sqs.endpoint)),
    turns: alone(Date.now),
    random: random.fork("service"),
    faults: noFaults,
  });
  const url = ({ name }: LocalQueue) => queueUrl(name, sqs.endpoint);
  const disagreements: QueueDisagreement[] = [];
  const tally = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    const [name, act] = actOf(url, random.fork(String(round)));
    const [a, b] = [await answerOf(() => act(embedded)), await answerOf(() => act(simulated))];
    const [one, other] = [essence(a), essence(b)];
    if (one !== other) disagreements.push({ act: name, embedded: one, simulated: other });
    const said = one === "[]" ? `${name}, nothing there` : name;
    tally.set(said, (tally.get(said) ?? 0) + 1);
  }
  embedded.destroy();
  await sqs.stop();
  return { disagreements, tally };
}

function actOf(url: (queue: LocalQueue) => string, random: Random): [string, Act] {
  const bodies = Array.from({ length: 1 + random.integer(3) }, () => `body ${random.integer(40)}`);
  const kept = random.integer(3);
  const inVain = receives(url(events), () => false);
  const acts: [string, Act][] = [
    ["sends", sends(url(events), bodies)],
    ["sends", sends(url(events), bodies)],
    ["receives in vain", inVain],
    ["receives in vain", inVain],
    ["receives in vain", inVain],
    // Few enough that one call receives them all.
    ["receives, deletes some", receives(url(events), (rank) => rank >= kept)],
    ["receives dead letters", receivesBodies(url(deadLetters), (rank) => rank >= kept)],
    ...oddities.map(([name, entries]): [string, Act] => [name, sendsEntries(url(events), entries)]),
    ["sends nowhere", sends(`${url(events)}-nowhere`, bodies)],
  ];
  return random.pick(acts) ?? ["sends", sends(url(events), bodies)];
}

type Entries = NonNullable<SendMessageBatchCommand["input"]["Entries"]>;

const entry = (Id: string, MessageBody = "odd") => ({ Id, MessageBody });

const oddities: [string, Entries][] = [
  ["sends nothing", []],
  ["sends eleven", Array.from({ length: 11 }, (_, at) => entry(String(at)))],
  ["sends equal ids", [entry("a"), entry("a")]],
  ["sends a bad id", [entry("a b")]],
  ["sends too much", [entry("a", "x".repeat(600_000)), entry("b", "x".repeat(600_000))]],
];

const sends = (QueueUrl: string, bodies: readonly string[]): Act =>
  sendsEntries(
    QueueUrl,
    bodies.map((body, at) => entry(String(at), body)),
  );

const sendsEntries =
  (QueueUrl: string, Entries: Entries): Act =>
  async (client) => {
    const answer = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const { Successful = [], Failed = [] } = answer;
    return {
      sent: Successful.map(({ Id }) => Id),
      refused: Failed.map(({ Id, SenderFault }) => ({ Id, SenderFault })),
    };
  };

const receivedMax = 10;

/** All that are visible; of them those go whose rank among the bodies says so. */
const receives =
  (QueueUrl: string, goes: (rank: number) => boolean): Act =>
  async (client) => {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: receivedMax,
      MessageSystemAttributeNames: ["All"],
    });
    const { Messages = [] } = await client.send(command);
    if (Messages.length === receivedMax) return drain(QueueUrl, Messages, client);
    const ranked = Messages.toSorted((a, b) => (said(a) < said(b) ? -1 : 1));
    const gone = ranked.filter((_, rank) => goes(rank));
    await remove(QueueUrl, gone, client);
    return ranked.map(said);
  };

/** How often a dead letter was received, the embedded queues count otherwise. */
const receivesBodies =
  (QueueUrl: string, goes: (rank: number) => boolean): Act =>
  async (client) => {
    const received = await receives(QueueUrl, goes)(client);
    return Array.isArray(received)
      ? received.map((said) => String(said).split(" received")[0])
      : received;
  };

/** Too many to know which: all of them go, and nothing is compared. */
async function drain(url: string, first: readonly Message[], client: Client): Promise<string> {
  for (let messages = first; messages.length > 0;) {
    await remove(url, messages, client);
    const more = new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: receivedMax });
    messages = (await client.send(more)).Messages ?? [];
  }
  return "drained";
}

async function remove(QueueUrl: string, messages: readonly Message[], client: Client) {
  if (messages.length === 0) return;
  const Entries = messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
  await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
}

const said = ({ Body, Attributes }: Message): string =>
  `${Body} received ${Attributes?.["ApproximateReceiveCount"]}`;
