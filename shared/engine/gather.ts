/** Decides behind a fence: everything that an answer rests on is kept from changing, then it is asked. */
import type { Person } from "#shared/domain/identity/person.ts";
import { TooLargeError } from "#shared/stores/errors.ts";
import type { Commission } from "#shared/stores/commit.ts";
import {
  type Fence,
  fenceWrites,
  noFence,
  portions,
  sizeOf,
  touchedBy,
  without,
} from "#shared/stores/fence.ts";
import { readLedger } from "#shared/stores/ledger.ts";
import { append } from "#shared/stores/settlement-log.ts";
import type { Turn } from "#shared/stores/settlements.ts";
import type { Bounds } from "./explore.ts";
import { decide } from "./decide.ts";
import { decideContext, drop, type EngineContext, pause } from "./resolve.ts";
import { asOfNow, type Commissioned, commissionOf } from "./settlement.ts";
import { readStore } from "./store-reader.ts";

export type Gathered =
  | {
      kind: "gathered";
      commission: Commission;
      held: Fence;
      /** Stored roots as they were, by id. */
      before: ReadonlyMap<string, Person>;
    }
  /** Others have brought everything that was asked about. */
  | { kind: "nothing left" }
  /** Who is to be erased is not any more who was approved. */
  | { kind: "reshaped" }
  /** Somebody else works on somebody concerned. */
  | { kind: "busy" };

export interface GatherContext extends EngineContext {
  turn: Turn;
  bounds: Bounds;
  /** In one transaction. */
  writesMax: number;
}

/** Everybody concerned is fenced in the first; more are needed where somebody came in between. */
const roundsMax = 10;

/** Throws {@link TooLargeError} where more people or events are concerned than the bounds allow. */
export async function gather(asked: Commissioned, context: GatherContext): Promise<Gathered> {
  const { store, turn, bounds } = context;
  const held = noFence();
  for (let round = 1; round <= roundsMax; round++) {
    const reader = readStore(store, turn.id);
    // What is stored from now on, behind the fence, is stored by nobody else.
    const stored = await reader.stored(asked.events.map(({ id }) => id));
    const left = { ...asked, events: asked.events.filter(({ id }) => !stored.has(id)) };
    const { erasure } = asked;
    const isDone = erasure !== undefined && (await readLedger(erasure.id, store)) !== undefined;
    if (isDone || isEmpty(left)) return { kind: "nothing left" };
    const question = asOfNow(left, context);
    const decided = await decide(question, { ...decideContext(context), reader, bounds });
    if (decided.kind === "busy" || decided.kind === "reshaped") return decided;
    if (decided.kind === "too wide") throw new TooLargeError("it concerns too many people");
    if (decided.kind === "decided") {
      const { changes } = decided;
      const missing = without(touchedBy(changes, store), held);
      if (sizeOf(missing) === 0) {
        const commission = commissionOf(question, { changes, keys: reader.keys }, context);
        return { kind: "gathered", commission, held, before: reader.people };
      }
      if (await fence(missing, held, context)) continue;
    }
    // By itself it is whole: what comes too late does not wait for anybody.
    if (decided.kind === "late") await drop(decided.drops, context);
    await pause(round, context);
  }
  return { kind: "busy" };
}

function isEmpty({ events, ...others }: Commissioned): boolean {
  return events.length === 0 && Object.values(others).every((each) => each === undefined);
}

/** False where some of it was refused: asked for again, it may be somebody else's, or gone. */
async function fence(missing: Fence, held: Fence, { turn, store, writesMax }: GatherContext) {
  let isComplete = true;
  for (const portion of portions(missing, writesMax)) {
    const effects = fenceWrites(portion, turn.id, store);
    if ((await append({ row: { fence: portion }, effects }, turn, store)) === "refused") {
      isComplete = false;
      continue;
    }
    held.people.push(...portion.people);
    held.erasing.push(...portion.erasing);
    held.entries.push(...portion.entries);
    held.places.push(...portion.places);
  }
  return isComplete;
}
