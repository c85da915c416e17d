/**
 * Faults that somebody could make in the product, one line each, that the simulation must notice. To believe
 * an index row without looking at the record is none of them: what it lets through the conditions of the
 * commit refuse, and those are among these.
 */

export interface Mutation {
  /** As one would confess it. */
  name: string;
  file: string;
  /** Stands there exactly once. */
  from: string;
  to: string;
  /** It must be found within so many seeds. */
  seedsMax: number;
}

export const mutations: readonly Mutation[] = [
  {
    name: "drop the deduplication condition",
    file: "shared/stores/commit.ts",
    from: 'put(tables.events, rowOf(each), absent("k"))',
    to: "put(tables.events, rowOf(each))",
    seedsMax: 5,
  },
  {
    name: "drop the version check of a person",
    file: "shared/stores/writes.ts",
    from: 'ConditionExpression: "v = :v AND st = :active"',
    to: 'ConditionExpression: "v <= :v AND st = :active OR v > :v AND st = :active"',
    seedsMax: 10,
  },
  {
    name: "drop the version check of an index row",
    file: "shared/stores/writes.ts",
    from: 'ConditionExpression: "n = :n AND attribute_not_exists(w)"',
    to: 'ConditionExpression: "n <> :n AND attribute_not_exists(w) OR n = :n AND attribute_not_exists(w)"',
    seedsMax: 20,
  },
  {
    name: "swap the direction of a merge",
    file: "shared/domain/identity/attach.ts",
    from: "work.into.set(gone.id, root.id);",
    to: "work.into.set(root.id, gone.id);",
    seedsMax: 5,
  },
  {
    name: "skip the guard of proved persons",
    file: "shared/domain/identity/attach.ts",
    from: "if (!isVouchedFor(held, proved)) return undefined;",
    to: "",
    seedsMax: 5,
  },
  {
    name: "skip the guard of limits",
    file: "shared/domain/identity/attach.ts",
    from: "if (!withinLimits([...held, ...links.map((link) => [link])], context.policy.limits)) {",
    to: "if (links.length > 1_000) {",
    seedsMax: 10,
  },
  {
    name: "forget whom an absorbed person had absorbed",
    file: "shared/domain/identity/attach.ts",
    from: "...(stored ? [gone.id] : []), ...gone.absorbed]",
    to: "...(stored ? [gone.id] : [])]",
    seedsMax: 60,
  },
  {
    name: "keep the old key at a split",
    file: "shared/stores/commit.ts",
    from: "version === 0 || rekeyed.includes(id)",
    to: "version === 0 && !rekeyed.includes(`${id} `)",
    seedsMax: 20,
  },
  {
    name: "write beneath a settlement that works on a person",
    file: "shared/stores/writes.ts",
    from: 'ConditionExpression: "v = :v AND st = :active",',
    to: 'ConditionExpression: "v = :v AND (st = :active OR attribute_exists(st))",',
    seedsMax: 60,
  },
  {
    name: "acknowledge before the commit",
    file: "functions/consumer/handler.ts",
    from: "await Promise.all(Array.from({ length: groupsAtOnceMax }, worker));",
    to: "void Promise.all(Array.from({ length: groupsAtOnceMax }, worker)).catch(() => {});",
    seedsMax: 10,
  },
  {
    name: "ignore which messages failed",
    file: "functions/consumer/handler.ts",
    from: "return { batchItemFailures: [...batch.failed].map((itemIdentifier) => ({ itemIdentifier })) };",
    to: "return { batchItemFailures: [] };",
    seedsMax: 5,
  },
  {
    name: "ignore which dead letters could not be kept",
    file: "functions/quarantine/handler.ts",
    from: "batchItemFailures.push({ itemIdentifier: record.messageId });",
    to: "",
    seedsMax: 20,
  },
  {
    name: "acknowledge a postponed event without sending it again",
    file: "functions/consumer/handler.ts",
    from: "await sendMessages(messages, queue, delaySeconds);",
    to: "if (messages.length > 1_000) await sendMessages(messages, queue, delaySeconds);",
    seedsMax: 5,
  },
  {
    name: "let the later arrival win a tie",
    file: "shared/domain/survivorship.ts",
    from: "return compareText(a.observedAt, b.observedAt) || compareText(a.eventId, b.eventId);",
    to: "return compareText(a.observedAt, b.observedAt);",
    seedsMax: 5,
  },
  {
    name: "take a stale list of events for the truth",
    file: "shared/stores/event-lists.ts",
    from: "return rows.length === record.events ? rows : undefined;",
    to: "return rows;",
    seedsMax: 40,
  },
  {
    name: "re-point a row whoever has moved it meanwhile",
    file: "shared/stores/identifier-index.ts",
    from: 'ConditionExpression: "p = :from AND attribute_not_exists(w)"',
    to: 'ConditionExpression: "p <> :to AND (p = :from OR attribute_exists(p))"',
    seedsMax: 60,
  },
  {
    name: "leave out the edge of a refused link",
    file: "shared/stores/commit.ts",
    from: "...changes.edges.map((edge) => edgeWrite(edge, store)),",
    to: "",
    seedsMax: 5,
  },
  {
    name: "go on with a settlement that somebody else has taken over",
    file: "shared/stores/settlements.ts",
    from: '"turn = :turn AND #status = :fromStatus AND #rows = :fromRows AND applied = :fromApplied"',
    to: '"turn <> :fromStatus AND turn <> :fromRows AND turn <> :fromApplied AND attribute_exists(#rows) AND attribute_exists(#status) AND (turn = :turn OR turn <> :turn)"',
    seedsMax: 60,
  },
  {
    name: "answer a person by an id that leads nowhere after a split",
    file: "shared/domain/identity/refold.ts",
    from: "...(emptied ? root.absorbed : []),",
    to: "",
    seedsMax: 60,
  },
  {
    name: "compare only with who came before",
    file: "functions/duplicates/examine.ts",
    from: "await askAbout(verdict.alike, {",
    to: "await askAbout(verdict.alike.filter(({ other }) => other.id < id), {",
    seedsMax: 40,
  },
  {
    name: "stamp nothing of what is erased",
    file: "shared/domain/identity/rearrange.ts",
    from: "erased: later(entry.erased, { at, until, by }),",
    to: "erased: entry.erased,",
    seedsMax: 10,
  },
  {
    name: "forget an absorbed person when its root is erased",
    file: "shared/stores/erased.ts",
    from: "...absorbed.map((each) => [",
    to: "...absorbed.slice(1_000).map((each) => [",
    seedsMax: 20,
  },
  {
    name: "keep the key of who is erased",
    file: "shared/stores/erased.ts",
    from: "[remove(tables.keys, { id }), put(tables.people, erasedRow(id), condition)],",
    to: "[put(tables.people, erasedRow(id), condition)],",
    seedsMax: 10,
  },
  {
    name: "write the ledger after what it is about is destroyed",
    file: "shared/stores/frozen.ts",
    from: `    ...alone(ledgerWrites(erasure, store)),
    ...alone(stamped.map((entry) => entryWrite(entry, frozen, store))),
    ...alone(changes.erased.flatMap((each) => tombstones(each, erasure, store))),`,
    to: `    ...alone(stamped.map((entry) => entryWrite(entry, frozen, store))),
    ...alone(changes.erased.flatMap((each) => tombstones(each, erasure, store))),
    ...alone(ledgerWrites(erasure, store)),`,
    seedsMax: 40,
  },
  {
    name: "erase somebody whatever they have become meanwhile",
    file: "shared/stores/commit.ts",
    from: "...destruction(each, unchanged(each.person), store).flat(),",
    to: '...destruction(each, { ConditionExpression: "attribute_exists(id)" }, store).flat(),',
    seedsMax: 60,
  },
  {
    name: "delete the events of who is erased, and leave no tombstones",
    file: "shared/stores/erased.ts",
    from: 'put(tables.events, tombstoneRow(k, { at, until, why: "erased" }))',
    to: "remove(tables.events, { k })",
    seedsMax: 5,
  },
  {
    name: "believe an approval whatever its person has become",
    file: "shared/engine/explore.ts",
    from: "if (person.id !== id || (shapeVersion ?? person.shapeVersion) !== person.shapeVersion) {",
    to: "if (person.id !== id || (shapeVersion ?? 0) < 0) {",
    seedsMax: 20,
  },
];
