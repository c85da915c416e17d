/** Values, conditions and updates made up by a seed: the product's forms, and odd ones beside them. */
import type { Random } from "#bin/random.ts";

/** Names of attributes that many items have. */
export const attributes = [
  "st",
  "v",
  "n",
  "w",
  "tags",
  "things",
  "flag",
  "b",
  "m",
  "kind2",
] as const;
type Attribute = (typeof attributes)[number];

/** What each attribute usually is; now and then it is something else. */
const usual: Record<Attribute, (random: Random) => unknown> = {
  st: (random) => random.pick(["active", "settling", "merged", "erased"]),
  v: (random) => random.integer(4),
  n: (random) => random.integer(3) - 1,
  w: (random) => random.pick(["", "work", "a".repeat(30)]),
  tags: (random) => new Set(random.shuffle(["tea", "vip", "fair"]).slice(random.integer(3))),
  things: (random) => random.shuffle(["a", 1, true, null]).slice(random.integer(4)),
  flag: (random) => random.chance(0.5),
  b: (random) => random.bytes(random.integer(40)),
  m: (random) => ({ a: random.pick([0, 1, "工作"]), ...(random.chance(0.3) && { deep: [{}] }) }),
  kind2: (random) => random.pick([null, "x", [0.5, -3.25, 1e-7], new Set([1, 2.5])]),
};

export const attributeOf = (random: Random): Attribute => random.pick(attributes) ?? "st";

export const valueOf = (name: Attribute, random: Random): unknown =>
  usual[random.chance(0.1) ? attributeOf(random) : name](random);

/** Some attributes, each at most once. */
export function itemOf(random: Random): Record<string, unknown> {
  const names = random.shuffle(attributes).slice(random.integer(attributes.length));
  return Object.fromEntries(names.map((name) => [name, valueOf(name, random)]));
}

/** Expressions that are being written, with all that stands for names and values in them. */
export interface Writing {
  name(attribute: string): string;
  value(value: unknown): string;
  placeholders(): object;
}

export function startWriting(random: Random): Writing {
  const names = new Map<string, string>();
  const values: unknown[] = [];
  return {
    name(attribute) {
      if (random.chance(0.7)) return attribute;
      names.set(`#${attribute}`, attribute);
      return `#${attribute}`;
    },
    value: (value) => `:v${values.push(value) - 1}`,
    placeholders: () => ({
      ...(names.size > 0 && { ExpressionAttributeNames: Object.fromEntries(names) }),
      ...(values.length > 0 && {
        ExpressionAttributeValues: Object.fromEntries(values.map((each, at) => [`:v${at}`, each])),
      }),
    }),
  };
}

/** A condition on an item whose key is `key`. */
export function conditionOf(key: string, writing: Writing, random: Random): string {
  const deep = random.integer(4);
  if (deep === 0) {
    const parts = [conditionOf(key, writing, random), conditionOf(key, writing, random)];
    return `(${parts.join(random.pick([" AND ", " OR ", " and "]))})`;
  }
  if (deep === 1) return `NOT ${testOf(key, writing, random)}`;
  return [
    testOf(key, writing, random),
    ...(random.chance(0.3) ? [testOf(key, writing, random)] : []),
  ].join(random.pick([" AND ", " OR "]));
}

const ordered: readonly Attribute[] = ["st", "v", "n", "w", "b"];

function testOf(key: string, writing: Writing, random: Random): string {
  const attribute = attributeOf(random);
  const name = () => writing.name(attribute);
  const value = () => writing.value(valueOf(attribute, random));
  const either = () => writing.name(random.chance(0.5) ? key : attribute);
  const comparator = random.pick(["<", "<=", ">", ">="]);
  const limit = random.pick(ordered) ?? "v";
  const test = random.pick([
    () => `attribute_exists(${either()})`,
    () => `attribute_not_exists(${either()})`,
    () => `${name()} ${random.pick(["=", "<>"])} ${value()}`,
    () => `${name()} ${comparator} ${writing.value(usual[limit](random))}`,
    () => `${writing.value(usual[limit](random))} ${comparator} ${name()}`,
    () => `${name()} = ${writing.name(attributeOf(random))}`,
    () => `${name()} IN (${value()}, ${value()})`,
    () => `begins_with(${name()}, ${writing.value(random.pick(["a", "act", Buffer.of(1)]))})`,
    () => `contains(${name()}, ${writing.value(random.pick(["tea", "a", 1]))})`,
    () =>
      `size(${writing.name(attribute === "w" ? "b" : attribute)}) ${comparator} ${writing.value(2)}`,
  ]);
  return test();
}

export function updateOf(writing: Writing, random: Random): string {
  // Each attribute once: paths that overlap are refused, and have an oddity of their own.
  const left = random.shuffle(attributes.filter((name) => name !== "tags"));
  const take = () => left.pop() ?? "st";
  const clauses = [
    () => `SET ${several(random, () => assignmentOf(take(), writing, random))}`,
    () => `REMOVE ${several(random, () => writing.name(take()))}`,
    () => `ADD ${additionOf(writing, random)}`,
    () => `DELETE ${writing.name("tags")} ${writing.value(new Set(["tea"]))}`,
  ];
  return random
    .shuffle(clauses)
    .slice(0, 1 + random.integer(2))
    .map((clause) => clause())
    .join(" ");
}

const several = (random: Random, one: () => string): string =>
  Array.from({ length: 1 + random.integer(3) }, one).join(", ");

function additionOf(writing: Writing, random: Random): string {
  const name = writing.name(random.pick(["counts", "tags2"]));
  const value = random.pick([1, -2, new Set(["tea"]), new Set(["vip", "fair"]), "text"]);
  return `${name} ${writing.value(value)}`;
}

function assignmentOf(name: Attribute, writing: Writing, random: Random): string {
  const value = () => writing.value(valueOf(name, random));
  const to = random.pick([
    value,
    value,
    () => `if_not_exists(${writing.name(attributeOf(random))}, ${value()})`,
    () => writing.name(attributeOf(random)),
    () => `${writing.name("v")} + ${writing.value(1)}`,
    () => `if_not_exists(${writing.name("counts2")}, ${writing.value(0)}) - ${writing.value(2)}`,
    () => `list_append(${writing.name("things")}, ${writing.value(["more"])})`,
    () =>
      `list_append(if_not_exists(${writing.name("things")}, ${writing.value([])}), ${writing.value([1])})`,
  ]);
  return `${writing.name(name)} = ${to()}`;
}
