/** What was said and answered in one run: by this the promises are judged, not by what the stores believe. */
import type { CustomerEvent } from "#shared/domain/event.ts";
import { compareText } from "#shared/domain/identifier.ts";
import type { Message } from "#shared/lambda/messages.ts";
import type { Row } from "../dynamodb/value.ts";
import type { Filed } from "./requests.ts";

export interface History {
  /** Every copy of an event that may have reached the queue, by id. */
  sent: Map<string, CustomerEvent[]>;
  /** Ids of events, and bodies of other messages, whose sender was answered with success. */
  acknowledged: Set<string>;
  /** What may have reached the queue of each delivery that no channel understood, by fingerprint. */
  unclear: Map<string, Message[]>;
  /** Bodies that nobody can open, and were taken. */
  garbage: Set<string>;
  /** What stewards asked of decisions, in the order in which they asked. */
  orders: Set<Order>;
  /** Settlements that a steward was told are on their way. */
  settlements: Set<string>;
  /** What corrections say that a member of staff was told are made, by the id of their event. */
  corrections: Map<string, { city: string | undefined }>;
  /** Ids that somebody was told are a person's. */
  people: Set<string>;
  /** Ids of which somebody was told that they are another person's by now. */
  moved: Set<string>;
  /** Ids of events that somebody was told are linked. */
  linked: Set<string>;
  /** Reviews of deliveries that a steward has asked to be tried again, answered or not. */
  replayed: Set<string>;
  /** Quarantined deliveries that a steward asked to dismiss, by the id of the review. */
  dismissed: Set<string>;
  /** How often staff were shown a person, or told that something is decided: so many entries there are. */
  audited: { read: number; deciding: number };
  /** Tables as they stood in backups that were made on the way. */
  backups: Backup[];
  /** What people asked of their data, by the id of the request. */
  requests: Map<string, Filed>;
  /** What the ledger was seen to say, by the id of the request. */
  erasures: Map<string, SeenErasure>;
  /** By which requests a person must be restricted: who was, and whoever has got some of their events. */
  restrictions: Map<string, ReadonlySet<string>>;
  /** What was seen on the way that must never be. */
  broken: { promise: PromiseName; what: string }[];
  /** How often each thing that a log line or an answer tells has happened. */
  happened: Map<string, number>;
}

export type Backup = Readonly<Record<"events" | "people" | "index" | "keys", readonly Row[]>>;

/** An erasure at the moment at which it was written down, before anything was destroyed. */
export interface SeenErasure {
  at: string;
  suppress: boolean;
  people: ReadonlySet<string>;
  /** Keys of event rows. */
  events: ReadonlySet<string>;
  /** Texts of what has to be stamped: by what the stores held then, not by what the ledger says. */
  stamped: ReadonlySet<string>;
}

/** A request that takes a decision, or takes one back. One that was refused is none. */
export interface Order {
  kind: "decide" | "take back";
  /** When, in turns. Where nobody was told that it is done, it may be done at any time afterwards. */
  askedAt: number;
  doneAt: number;
  /** Which it is about, where that is known. */
  decision: string | undefined;
  /** Whether a steward was told that it is done, or will be. */
  isTold: boolean;
}

/** As the README says them. */
export const promiseNames = [
  "Accounted for",
  "Once",
  "Order-free",
  "Pointed",
  "Folded",
  "Reversible",
  "Erased stays erased",
  "Sealed",
  "No poison",
  "Live",
] as const;
export type PromiseName = (typeof promiseNames)[number];

export function openHistory(): History {
  return {
    sent: new Map(),
    acknowledged: new Set(),
    unclear: new Map(),
    replayed: new Set(),
    garbage: new Set(),
    orders: new Set(),
    settlements: new Set(),
    corrections: new Map(),
    people: new Set(),
    moved: new Set(),
    linked: new Set(),
    dismissed: new Set(),
    audited: { read: 0, deciding: 0 },
    backups: [],
    requests: new Map(),
    erasures: new Map(),
    restrictions: new Map(),
    broken: [],
    happened: new Map(),
  };
}

/** Whether the ledger was seen to take this person. */
export function isErased(id: string, { erasures }: Pick<History, "erasures">): boolean {
  return [...erasures.values()].some(({ people }) => people.has(id));
}

export function count(happened: Map<string, number>, name: string, times = 1): void {
  happened.set(name, (happened.get(name) ?? 0) + times);
}

/** By name, for whoever reads them. */
export function inOrder(happened: ReadonlyMap<string, number>): [string, number][] {
  return [...happened].sort(([a], [b]) => compareText(a, b));
}
