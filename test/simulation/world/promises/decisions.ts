/** Decisions stand, or are taken back, as stewards were told: by their own words, whatever the stores say. */
import type { Order } from "../history.ts";
import type { Judged } from "./judgement.ts";

/**
 * Requests of several stewards overlap, and of some nobody knows whether they were carried out. So each
 * decision must only be as *some* order of the requests leaves it that lets none overtake another which
 * was done before it was asked.
 */
export function decided({ history, remains }: Judged): string | undefined {
  for (const { decision, isTold, kind } of history.orders) {
    if (decision === undefined || !isTold || remains.decisions.has(decision)) continue;
    return `the decision ${decision} is nowhere, and somebody was told: ${kind}`;
  }
  for (const [id, { status }] of remains.decisions) {
    const kind = status === "standing" ? "decide" : "take back";
    const isOf = ({ decision = id }: Order) => decision === id;
    const orders = [...history.orders].filter(isOf);
    const against = orders.filter((each) => each.isTold && each.decision && each.kind !== kind);
    const lastAskedAt = Math.max(0, ...against.map(({ askedAt }) => askedAt));
    if (orders.some((each) => each.kind === kind && each.doneAt >= lastAskedAt)) continue;
    return `the decision ${id} is ${status}, and nobody can have asked for that last`;
  }
  return undefined;
}
