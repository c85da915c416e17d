/** What people ask of what is known about them, as it can be said before anything has happened. */
import { type Identifier, identifierText } from "#shared/domain/identifier.ts";
import type { Approved } from "#shared/engine/settlement.ts";
import { email, emailOf, eventIdOf } from "#test/fixtures/events.ts";
import type { Random } from "#bin/random.ts";
import type { Act, Plan } from "./plan.ts";
import type { Told } from "./stories.ts";

export interface Request {
  id: string;
  /** An event of whoever asks: whose it is by then, nobody knows yet. */
  of: string;
  /** Whether they are restricted from when they ask. */
  restricts: boolean;
  /** Between the approval and what was approved. */
  coolingOffMs: number;
  ends: "erased" | "released";
  /** By no human: whoever it is by then goes, as when a retention ends. */
  byItself: boolean;
  /** What they say is theirs as well: perhaps nobody holds it. */
  named: readonly Identifier[];
  suppress: boolean;
  /** Settled apart, however little it is. */
  apart: boolean;
  /** What arrives once it is done. */
  echoes: readonly Told[];
}

/** Everything about whoever it is goes at once, and nothing comes after. */
export const plainRequest: Omit<Request, "id" | "of"> = {
  restricts: false,
  coolingOffMs: 0,
  ends: "erased",
  byItself: false,
  named: [],
  suppress: false,
  apart: false,
  echoes: [],
};

/** A request as an officer keeps it: no crash takes anything of it. */
export interface Filed {
  request: Request;
  status: "open" | "erased" | "released" | "nobody";
  /** Who was approved last, as they were then; undefined where nobody was yet. */
  approved: readonly Approved[] | undefined;
  /** Everybody who ever was. */
  approvals: Approved[];
  /** Whom it restricts, by the ids they had. */
  restricted: string[];
  isReleasing: boolean;
  /** Whether its erasure was asked for. */
  isBegun: boolean;
}

export const file = (request: Request): Filed => ({
  request,
  status: "open",
  approved: undefined,
  approvals: [],
  restricted: [],
  isReleasing: false,
  isBegun: false,
});

interface Asking {
  random: Random;
  told: readonly Told[];
  lengthMs: number;
  /** What was observed then was observed before anything was erased. */
  beginMs: number;
}

/** Whether there are requests at all, and how many, is drawn once for all of a run. */
export function drawRequests(asking: Asking): Act[] {
  const { random, told, lengthMs } = asking;
  const often = random.pick([0, 0.01, 0.03, 0.08] as const);
  const acts: Act[] = [];
  const speak = echoing(asking);
  for (let serial = 0; serial < often * told.length; serial++) {
    const of = random.pick(told);
    if (of === undefined) break;
    const request = drawRequest(of, serial, asking);
    const atMs = random.integer(lengthMs);
    const echoes = [...speak(of, 3), ...request.named.flatMap((each) => speak.only(of, each))];
    acts.push({ kind: "request", atMs, request: { ...request, echoes } });
    const rush = random.chance(0.5) ? speak(of, 4) : [];
    for (const early of rush) {
      const at = Math.max(0, atMs - random.integer(rushMsMax));
      acts.push({ kind: "delivery", atMs: at, told: [early] });
    }
    // And at any time, also while it is being done.
    for (const late of speak(of, 2)) {
      acts.push({ kind: "delivery", atMs: atMs + random.integer(lengthMs), told: [late] });
    }
  }
  const copies = acts.length > 0 ? random.integer(4) : 0;
  for (let copy = 0; copy < copies; copy++) {
    acts.push({ kind: "backup", atMs: random.integer(lengthMs) });
  }
  return acts;
}

/** A restore that takes the keys along as well makes everything readable again. */
const restores = [
  [],
  [],
  ["events", "people", "index"],
  ["events", "people", "index", "keys"],
] as const;

/** What befalls the officer's machine, and whether a backup is put back at the end. */
export function drawOffice(
  random: Random,
  { machine, lengthMs }: { machine: number; lengthMs: number },
): { acts: Act[]; restores: Plan["restores"] } {
  const troubles = random.pick([0, 5, 40] as const);
  const acts = Array.from({ length: troubles }, () => ({
    kind: random.pick(["crash", "crash", "crash", "freeze", "clock"] as const),
    machine,
    atMs: random.integer(lengthMs * 2),
    ms: random.integer(random.pick([1_000, 30_000, 300_000] as const)),
    downMs: random.integer(random.pick([100, 1_000, 30_000] as const)),
  }));
  return { acts, restores: random.pick(restores) };
}

function drawRequest(
  of: Told,
  serial: number,
  { random, told, lengthMs }: Asking,
): Omit<Request, "echoes"> {
  const others = random.pick(told)?.identifiers ?? [];
  const nobodys = email(emailOf(nobodysSerial + serial));
  const named = random.chance(0.3) ? [random.pick([nobodys, ...others])] : [];
  return {
    id: `req_${String(serial).padStart(6, "0")}`,
    of: of.id,
    restricts: random.chance(0.4),
    coolingOffMs: random.chance(0.5) ? 0 : random.integer(Math.ceil(lengthMs / 2)),
    ends: random.chance(0.15) ? "released" : "erased",
    named: named.map(({ type, namespace, value }) => ({ type, namespace, value })),
    byItself: random.chance(0.1),
    suppress: random.chance(0.3),
    apart: random.chance(0.4),
  };
}

/** Beyond those of any circle, and of any event that was told. */
const nobodysSerial = 9_000_000;
const echoSerial = 1_000_000;

/** What comes so shortly before a request may not be listed yet when that is carried out. */
const rushMsMax = 4_000;

/** What may still arrive of somebody: it, edited, along with somebody else's, or as if for the first time. */
function echoing({ random, told, beginMs }: Asking) {
  let serial = echoSerial;
  const old = new Date(beginMs).toISOString();
  const edited = (of: Told): Told => ({
    ...of,
    id: eventIdOf(serial++),
    observedAt: of.observedAt ?? old,
  });
  const makes = [
    (of: Told) => of,
    edited,
    (of: Told) => mixed(edited(of), random.pick(told)?.identifiers ?? []),
    (of: Told) => ({ ...edited(of), observedAt: undefined }),
  ] as const;
  const some = (of: Told, most: number): Told[] =>
    Array.from({ length: random.integer(most + 1) }, () => random.pick(makes)(of));
  const only = (of: Told, identifier: Identifier): Told[] => [
    { ...edited(of), observedAt: old, identifiers: [{ ...identifier, verified: false }] },
  ];
  return Object.assign(some, { only });
}

function mixed(of: Told, others: Told["identifiers"]): Told {
  const held = new Set(of.identifiers.map((each) => identifierText(each)));
  const [other] = others.filter((each) => !held.has(identifierText(each)));
  return other === undefined ? of : { ...of, identifiers: [...of.identifiers, other] };
}
