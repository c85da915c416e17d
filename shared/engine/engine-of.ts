/** The engine of a deployed function: bound to its stores, its clock and its randomness. */
import { personId } from "#shared/domain/identity/person-id.ts";
import type { RandomBytes } from "#shared/vault/seal.ts";
import type { EngineContext } from "./resolve.ts";

export type EngineParts = Pick<EngineContext, "store" | "policy" | "fields" | "now"> & {
  random: RandomBytes;
};

export function engineOf({ store, policy, fields, now, random }: EngineParts): EngineContext {
  return {
    store,
    policy,
    fields,
    now,
    newId: () => personId(now().getTime(), random(10)),
    jitter: () => random(4).readUInt32BE() / 2 ** 32,
  };
}
