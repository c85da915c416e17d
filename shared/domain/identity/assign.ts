/** Which of the persons there are goes on as which of those that there should be. */
import { compareText } from "../identifier.ts";
import type { Cluster } from "./partition.ts";
import type { Changes } from "./changes.ts";
import { absorbedMax, type Person, survivesOver } from "./person.ts";
import type { Member } from "./rearrange.ts";

export interface Assignment {
  idOf: ReadonlyMap<Cluster, string>;
  /** What an id leads to afterwards: itself, or what it was merged into. */
  finalId: (id: string) => string;
  merged: Changes["merged"];
  /** Stored roots whose events are all sealed anew, under the keys of whom they go to. */
  rewritten: ReadonlySet<string>;
  /** Id → ids that it was one person with until now. */
  partings: ReadonlyMap<string, readonly string[]>;
}

export function assign(
  clusters: readonly Cluster[],
  members: readonly Member[],
  newId: () => string,
): Assignment {
  const clusterOf = new Map(
    clusters.flatMap((cluster) => cluster.evidence.map(({ eventId }) => [eventId, cluster])),
  );
  const parts = new Map(members.map((member) => [member, partsOf(member, clusterOf, clusters)]));
  const idOf = new Map<Cluster, string>();
  const into = new Map<string, string>();
  const rewritten = new Set<string>();
  const merged: Changes["merged"][number][] = [];
  for (const [{ person }, [, ...others]] of parts) if (others.length > 0) rewritten.add(person.id);

  for (const cluster of clusters) {
    const claimants = members
      .filter((member) => parts.get(member)?.[0] === cluster)
      .map(({ person }) => person)
      .sort((a, b) => (survivesOver(a, b) ? -1 : 1));
    const [survivor, ...others] = claimants;
    idOf.set(cluster, survivor?.id ?? newId());
    if (survivor === undefined) continue;
    for (const { id, version } of others) {
      into.set(id, survivor.id);
      merged.push({ id, version, into: survivor.id });
    }
    // So many ids hold the events of one person that they have to be brought under one.
    if (idsOf(claimants) > absorbedMax) for (const { id } of claimants) rewritten.add(id);
  }
  const finalId = (id: string): string => into.get(id) ?? id;
  return { idOf, finalId, merged, rewritten, partings: partingsOf(parts, idOf) };
}

const idsOf = (people: readonly Person[]): number =>
  people.reduce((count, { absorbed }) => count + absorbed.length + 1, 0) - 1;

/** The clusters that a root's evidence went to; the first, with most of it, keeps the root's id. */
function partsOf(
  { evidence }: Member,
  clusterOf: ReadonlyMap<string, Cluster>,
  clusters: readonly Cluster[],
): Cluster[] {
  const shares = new Map<Cluster, number>();
  for (const { eventId } of evidence) {
    const cluster = clusterOf.get(eventId);
    if (cluster !== undefined) shares.set(cluster, (shares.get(cluster) ?? 0) + 1);
  }
  const shareOf = (cluster: Cluster): number => shares.get(cluster) ?? 0;
  return clusters.filter((each) => shares.has(each)).sort((a, b) => shareOf(b) - shareOf(a));
}

function partingsOf(
  parts: ReadonlyMap<Member, readonly Cluster[]>,
  idOf: ReadonlyMap<Cluster, string>,
): Map<string, readonly string[]> {
  const partings = new Map<string, string[]>();
  for (const clusters of parts.values()) {
    if (clusters.length < 2) continue;
    const ids = clusters.map((cluster) => idOf.get(cluster) ?? "").sort(compareText);
    for (const id of ids) {
      const known = partings.get(id) ?? [];
      partings.set(id, [...known, ...ids.filter((other) => other !== id)]);
    }
  }
  return partings;
}
