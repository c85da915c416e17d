/** From counters to what they say: of a field, a source, a channel, the tenant; in a day, a week, a month. */
import type { FieldRegistry } from "../field.ts";
import { compareText } from "../identifier.ts";
import { addDays, daysBetween, daysOf, type Window } from "./calendar.ts";
import type { Cell, FieldMetrics, Metrics } from "./cell.ts";
import { lagged, lagQuantile, withinLag } from "./lag.ts";
import { scoreOf } from "./score.ts";
import { type Share, shareOf } from "./statistics.ts";
import {
  addTallies,
  type Counted,
  countOf,
  fieldsOf,
  presentOf,
  quarantinedOf,
  type Tally,
} from "./tally.ts";

/** Of fewer people nothing is shown: somebody might be recognised. */
export const peoplePerCellMin = 5;
/** What fewer events of a source say anything about is not asked for there. */
const askedShareMin = 0.05;
/** So long it is known what a source asks for: a question that is lost is missed, not forgotten. */
const askedDays = 56;
/** Timely: usable within so many seconds of being observed, as a power of two: eight and a half minutes. */
const timelyExponent = 9;

export interface MetricsRequest {
  /** Summed up, of eight weeks that end with the window; what is not there was not asked for. */
  counted: readonly Counted[];
  window: Window;
  lastDay: string;
  fields: FieldRegistry;
}

export const channelOf = (source: string): string => source.split(":", 1)[0] ?? source;

/** One cell a source, one a channel, one for all of it; those without traffic in the window have none. */
export function metricsOf({ counted, window, lastDay, fields }: MetricsRequest): Cell[] {
  const inside = new Set(daysOf(window, lastDay));
  const since = addDays(lastDay, 1 - askedDays);
  const lately = counted.filter(({ day }) => day >= since && day <= lastDay);
  const sources = [...Map.groupBy(lately, ({ source }) => source)]
    .filter(([, rows]) => rows.some(({ day }) => inside.has(day)))
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, rows]) => groupOf(name, rows, inside));
  const channels = [...Map.groupBy(sources, ({ name }) => channelOf(name))];
  const cell = (level: Cell["level"], name: string, groups: readonly Group[]): Cell => {
    const all = joinGroups(name, groups);
    const { people } = all.tally;
    return people.size < peoplePerCellMin
      ? { level, name, kind: "hidden", quarantined: quarantinedOf(all.tally) }
      : { level, name, kind: "shown", metrics: measure(all, { lastDay, fields }) };
  };
  return [
    ...sources.map((group) => cell("source", group.name, [group])),
    ...channels.map(([name, groups]) => cell("channel", name, groups)),
    ...(sources.length > 0 ? [cell("tenant", "", sources)] : []),
  ];
}

interface Asked {
  events: number;
  present: number;
}

const addAsked = (a: Asked, b: Asked): Asked => ({
  events: a.events + b.events,
  present: a.present + b.present,
});

/** All of a window's counters of one source, or of several. */
interface Group {
  name: string;
  tally: Tally;
  /** By field: new events of the sources that ask for it, and how many say something; `usual`: of eight weeks. */
  asked: ReadonlyMap<string, { now: Asked; usual: Asked }>;
  /** `new`, or a field → the last day on which there was any valid one. */
  lastDays: ReadonlyMap<string, string>;
}

/** `rows`: of eight weeks; `inside`: the days of the window. */
function groupOf(name: string, rows: readonly Counted[], inside: ReadonlySet<string>): Group {
  const tally = addTallies(rows.filter(({ day }) => inside.has(day)).map((row) => row.tally));
  const lately = addTallies(rows.map((row) => row.tally));
  const lastDays = new Map<string, string>();
  for (const row of rows.toSorted((a, b) => compareText(a.day, b.day))) {
    if (countOf(row.tally, "new") > 0) lastDays.set("new", row.day);
    for (const field of fieldsOf(row.tally)) {
      if (countOf(row.tally, `valid.${field}`) > 0) lastDays.set(`valid.${field}`, row.day);
    }
  }
  const asked = new Map(
    fieldsOf(lately)
      .map(
        (field) => [field, { now: askedIn(tally, field), usual: askedIn(lately, field) }] as const,
      )
      .filter(([, { now, usual }]) => isAsked(now) || isAsked(usual)),
  );
  return { name, tally, asked, lastDays };
}

const askedIn = (tally: Tally, field: string): Asked => ({
  events: countOf(tally, "new"),
  present: presentOf(tally, field),
});

const isAsked = ({ events, present }: Asked): boolean => present >= askedShareMin * events;

function joinGroups(name: string, groups: readonly Group[]): Group {
  const asked = new Map<string, { now: Asked; usual: Asked }>();
  const lastDays = new Map<string, string>();
  for (const group of groups) {
    for (const [field, { now, usual }] of group.asked) {
      const sum = asked.get(field);
      asked.set(
        field,
        sum ? { now: addAsked(sum.now, now), usual: addAsked(sum.usual, usual) } : { now, usual },
      );
    }
    for (const [what, day] of group.lastDays) {
      if (day > (lastDays.get(what) ?? "")) lastDays.set(what, day);
    }
  }
  return { name, tally: addTallies(groups.map(({ tally }) => tally)), asked, lastDays };
}

interface MeasureContext {
  lastDay: string;
  fields: FieldRegistry;
}

function measure(group: Group, context: MeasureContext): Metrics {
  const { tally } = group;
  const count = (counter: Parameters<typeof countOf>[1]) => countOf(tally, counter);
  const [events, known] = [count("new"), count("known")];
  const ofFields = weigh(group, context.fields);
  const [agreed, differed] = [sumOf(tally, "agrees"), sumOf(tally, "differs")];
  const metrics = {
    missing: ofFields.missing,
    duplicates: shareOf(known, events + known),
    conformity: ofFields.conformity,
    consistency: shareOf(agreed, agreed + differed),
    timeliness: shareOf(withinLag(tally, timelyExponent), lagged(tally)),
    traceability: shareOf((count("timed") + count("named") + count("signed")) / 3, events),
  };
  const [half, most] = [lagQuantile(tally, 0.5), lagQuantile(tally, 0.95)];
  return {
    received: events + known,
    new: events,
    known,
    newPeople: count("newPeople"),
    quarantined: quarantinedOf(tally),
    ...metrics,
    lagSeconds: half !== undefined && most !== undefined ? { half, most } : undefined,
    diversity: shareOf(count("shared"), events),
    ageDays: ageOf("new", group, context),
    fields: Object.fromEntries(
      fieldsIn(group).map((field) => [field, fieldMetrics(field, group, context)]),
    ),
    score: scoreOf(
      {
        ...metrics,
        completeness: without(metrics.missing),
        uniqueness: without(metrics.duplicates),
      },
      events,
    ),
  };
}

/** The share of all others. */
function without(share: Share | undefined): Share | undefined {
  return share && { share: 1 - share.share, n: share.n };
}

function sumOf(tally: Tally, counter: "agrees" | "differs"): number {
  return fieldsOf(tally).reduce((sum, field) => sum + countOf(tally, `${counter}.${field}`), 0);
}

/** A field that nobody would miss, of weight zero, or that the registry no longer has, weighs nothing. */
function weigh(group: Group, registry: FieldRegistry) {
  const { tally, asked } = group;
  const sums = { asked: 0, answered: 0, told: 0, sound: 0 };
  let values = 0;
  for (const field of fieldsIn(group)) {
    const weight = registry.get(field)?.weight ?? 0;
    const present = presentOf(tally, field);
    if (weight > 0) values += present;
    sums.told += weight * present;
    sums.sound += weight * soundOf(tally, field);
    const { events, present: answered } = asked.get(field)?.now ?? { events: 0, present: 0 };
    sums.asked += weight * events;
    sums.answered += weight * answered;
  }
  const n = countOf(tally, "new");
  return {
    missing: sums.asked > 0 ? { share: 1 - sums.answered / sums.asked, n } : undefined,
    conformity: sums.told > 0 ? { share: sums.sound / sums.told, n: values } : undefined,
  };
}

/** What is asked for now, or is said without being asked. */
function fieldsIn({ tally, asked }: Group): string[] {
  return [...new Set([...fieldsOf(tally), ...asked.keys()])].sort(compareText);
}

const missingIn = ({ events, present }: Asked): Share | undefined =>
  shareOf(events - present, events);

function soundOf(tally: Tally, field: string): number {
  return countOf(tally, `valid.${field}`) - countOf(tally, `madeUp.${field}`);
}

function fieldMetrics(field: string, group: Group, context: MeasureContext): FieldMetrics {
  const { tally, asked } = group;
  const present = presentOf(tally, field);
  const { now, usual } = asked.get(field) ?? {};
  const agreed = countOf(tally, `agrees.${field}`);
  return {
    missing: now && missingIn(now),
    usuallyMissing: usual && missingIn(usual),
    invalid: shareOf(countOf(tally, `invalid.${field}`), present),
    madeUp: shareOf(countOf(tally, `madeUp.${field}`), present),
    consistency: shareOf(agreed, agreed + countOf(tally, `differs.${field}`)),
    ageDays: ageOf(`valid.${field}`, group, context),
  };
}

function ageOf(what: string, { lastDays }: Group, { lastDay }: MeasureContext): number | undefined {
  const day = lastDays.get(what);
  return day === undefined ? undefined : daysBetween(day, lastDay);
}
