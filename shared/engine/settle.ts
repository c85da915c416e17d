/** Takes up a settlement: fence, decide, freeze, apply; after any crash it goes on where it was. */
import { BrokenFenceError, isTransient, LostTurnError } from "#shared/stores/errors.ts";
import { freeze } from "#shared/stores/frozen.ts";
import { nextKeys } from "#shared/stores/next-keys.ts";
import {
  append,
  redo,
  type Redone,
  undo,
  writesPerStepMax,
} from "#shared/stores/settlement-log.ts";
import {
  confirmTurn,
  finishSettlement,
  readQuestion,
  takeStep,
  takeTurn,
  type Turn,
  yieldTurn,
} from "#shared/stores/settlements.ts";
import type { Bounds } from "./explore.ts";
import { gather, type Gathered } from "./gather.ts";
import type { EngineContext } from "./resolve.ts";
import { decodeQuestion } from "./settlement.ts";

export interface SettleLimits {
  bounds: Bounds;
  /** After so long it stops between two steps and waits to be taken up again. */
  workMsMax: number;
  /** Longer than any function runs: then whoever has the turn is gone, and another may take it. */
  turnMs: number;
  /** In one transaction. */
  writesMax: number;
}

/** A row holds so many ids: below the service's 400 KB an item. */
const namesPerRowMax = 4_000;

const defaultLimits: SettleLimits = {
  bounds: { peopleMax: 2_000, eventsMax: 20_000 },
  workMsMax: 20_000,
  turnMs: 120_000,
  writesMax: writesPerStepMax,
};

/**
 * `waiting`: somebody concerned is being worked on, or there is more to do than one turn allows: call
 * again, later. Safe at any time and from several workers at once: only who has the turn writes.
 */
export async function settle(
  id: string,
  context: EngineContext,
  others: Partial<SettleLimits> = {},
): Promise<"done" | "waiting"> {
  const limits = { ...defaultLimits, ...others };
  const { store, now, newId } = context;
  const begin = now().getTime();
  try {
    const taken = await takeTurn(
      {
        id,
        token: newId(),
        now: new Date(begin).toISOString(),
        until: new Date(begin + limits.turnMs).toISOString(),
      },
      store,
    );
    if (taken.kind !== "taken") return taken.kind === "done" ? "done" : "waiting";
    const isOver = (): boolean => now().getTime() - begin >= limits.workMsMax;
    return await goOn({ turn: taken.turn, limits, isOver }, context);
  } catch (error) {
    if (error instanceof LostTurnError || isTransient(error)) return "waiting";
    throw error;
  }
}

interface Work {
  turn: Turn;
  limits: SettleLimits;
  isOver: () => boolean;
}

async function goOn(work: Work, context: EngineContext): Promise<"done" | "waiting"> {
  const { turn, isOver } = work;
  const { store } = context;
  try {
    const gathered =
      turn.progress.status === "gathering" ? await prepare(work, context) : undefined;
    const { isWhole, people } =
      gathered?.kind === "busy" ? untouched : await redo(turn, isOver, store);
    if (gathered?.kind === "gathered") {
      context.onCommitted?.(gathered.commission.changes, gathered.before);
    } else {
      context.onSettled?.(people);
    }
    if (isWhole) await finishSettlement(turn, store);
    else await yieldTurn(turn, store);
    return isWhole ? "done" : "waiting";
  } catch (error) {
    throw await letGo(turn, error, context);
  }
}

const untouched: Redone = { isWhole: false, people: [] };

/** From the question to all that will be written; or back to where nobody had begun. */
async function prepare(work: Work, context: EngineContext): Promise<Gathered> {
  const { turn, limits } = work;
  const { store } = context;
  // Whoever had the turn before did not come to an end: what it fenced may be different by now.
  await undo(turn, store);
  const asked = decodeQuestion(await readQuestion(turn, store));
  const gathered = await gather(asked, { ...context, ...limits, turn });
  if (gathered.kind === "gathered") await decideForGood(gathered, work, context);
  else await undo(turn, store);
  return gathered;
}

/**
 * Nobody must wait behind the fence of a settlement that failed; what cannot be undone now, the next
 * turn undoes. Where the turn was lost before, that is what went wrong.
 */
async function letGo(turn: Turn, failure: unknown, { store }: EngineContext): Promise<unknown> {
  let told = failure;
  try {
    if (turn.progress.status === "gathering") await undo(turn, store);
    await confirmTurn(turn, store);
  } catch (error) {
    if (error instanceof LostTurnError) told = error;
  }
  await yieldTurn(turn, store).catch(() => {});
  return told;
}

/** Writes down all that will be written; from then on there is no way back, and every crash leads there. */
async function decideForGood(
  { commission, held }: Extract<Gathered, { kind: "gathered" }>,
  { turn, limits: { writesMax } }: Work,
  { store }: EngineContext,
): Promise<void> {
  const { id } = turn;
  const keys = new Map(commission.keys);
  const next = nextKeys(commission.changes, id, store);
  for (let at = 0; at < next.length; at += writesMax) {
    const portion = next.slice(at, at + writesMax);
    for (const { id: personId, key } of portion) keys.set(personId, key);
    const idsOf = (isBorn: boolean) =>
      portion.filter((each) => each.isBorn === isBorn).map((each) => each.id);
    const row = { keys: { born: idsOf(true), rekeyed: idsOf(false) } };
    const effects = portion.map(({ write }) => write);
    if ((await append({ row, effects }, turn, store)) === "refused") {
      throw new BrokenFenceError(`${id} finds keys that nobody can have made`);
    }
  }
  for (const writes of freeze({ ...commission, keys, settlement: id, held, writesMax }, store)) {
    await append({ row: { writes } }, turn, store);
  }
  const { people, merged, erased } = commission.changes;
  const ids = [...people, ...merged, ...erased.map(({ person }) => person)].map((each) => each.id);
  for (let at = 0; at < ids.length; at += namesPerRowMax) {
    await append({ row: { people: ids.slice(at, at + namesPerRowMax) } }, turn, store);
  }
  await takeStep({ progress: { status: "applying" }, writes: [] }, turn, store);
}
