/** Sealed: who was restricted is so through every merge and split, until the request lets go of them. */
import type { Judged } from "./judgement.ts";

export function restricted({ history, remains }: Judged): string | undefined {
  const people = new Map(remains.living.map(({ person }) => [person.id, person]));
  for (const [id, requests] of history.restrictions) {
    const root = people.get(remains.rootOf(id) ?? "");
    for (const by of requests) {
      const isFree = root === undefined || history.requests.get(by)?.isReleasing;
      if (isFree || root.restrictedBy.includes(by)) continue;
      return `${id} was restricted by ${by}, and ${root.id} is not`;
    }
  }
  for (const { id, restrictedBy } of people.values()) {
    const by = restrictedBy.find((each) => history.requests.get(each)?.status === "released");
    if (by !== undefined) return `${by} was let go of, and ${id} is still restricted by it`;
  }
  return undefined;
}
