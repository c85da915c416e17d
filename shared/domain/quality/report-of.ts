/** The report on quality, from counters alone: the same counters, the same report. */
import type { FieldRegistry } from "../field.ts";
import { compareText } from "../identifier.ts";
import { addDays, type Window, windowDays } from "./calendar.ts";
import type { Cell } from "./cell.ts";
import { disclosedCells, placed } from "./disclosed.ts";
import { effectInWords } from "./effect-words.ts";
import { effectsOf, fixesOf, fixInWords, type Week } from "./fixes.ts";
import { largestOf, sourcesIn } from "./largest-sources.ts";
import { channelOf, peoplePerCellMin } from "./metrics.ts";
import {
  type AlertView,
  type ChannelReport,
  type Conflict,
  type FixInWords,
  type Inspection,
  Report,
  type SourceReport,
  type Windows,
} from "./report.ts";
import { formulaVersion } from "./score.ts";
import type { Counted } from "./tally.ts";
import type { Words } from "./words.ts";

/** What a channel is called, and how it captures customers. */
export interface ChannelWords {
  title: Words;
  form: Words;
}

export interface ReportInput {
  /** Summed up, of eighteen weeks that end with `lastDay`: ten, and eight by which the first is judged. */
  counted: readonly Counted[];
  /** ISO 8601. */
  generatedAt: string;
  /** The last full day. */
  lastDay: string;
  fields: FieldRegistry;
  channelWords: (channel: string) => ChannelWords | undefined;
  alerts: readonly AlertView[];
  /** Of the last inspection; undefined before the first. */
  inspected?: { inspection: Inspection; conflicts: readonly Conflict[] } | undefined;
}

const trendWeeks = 10;
/** What a page can be asked to show. */
const fixesMax = 100;

export function reportOf(input: ReportInput): Report {
  const { generatedAt, lastDay, alerts, inspected } = input;
  const sources = sourcesIn(input);
  const shown = largestOf(sources);
  const look = lookAt(input);
  const fixes = fixesOf(weekOf(look("week", lastDay)), input.fields).map((fix): FixInWords => ({
    ...fix,
    words: fixInWords(fix, input.fields),
  }));
  const context = { ...input, look, fixes };
  const ofSources = shown.map((name) => sourceReport(name, context));
  return rounded({
    generatedAt,
    formulaVersion,
    week: { from: addDays(lastDay, 1 - windowDays.week), to: lastDay },
    fields: fieldsIn(ofSources, input.fields),
    tenant: windowsOf({ level: "tenant", name: "" }, context),
    channels: channelReports(context),
    sources: ofSources,
    fixes: fixes.slice(0, fixesMax),
    effects: effects(context),
    duplicates: duplicates(ofSources),
    timeliness: timeliness(ofSources),
    mix: mix(context),
    alerts: [...alerts],
    omitted: sources.length - shown.length,
    ...(inspected && {
      inspection: inspected.inspection,
      conflicts: inspected.conflicts.filter(({ people }) => people >= peoplePerCellMin),
    }),
  });
}

/** Shares to five decimals, which tell one of a hundred thousand: the rest is noise that takes room. */
function rounded(report: Report): Report {
  const text = JSON.stringify(report, (_, value: unknown) =>
    typeof value === "number" ? Math.round(value * 100_000) / 100_000 : value,
  );
  return Report.parse(JSON.parse(text));
}

/** What the registry no longer has nobody can name. */
function fieldsIn(sources: readonly SourceReport[], registry: FieldRegistry): Report["fields"] {
  const spoken = new Set(
    sources.flatMap(({ windows: { week } }) => Object.keys(shownIn(week)?.fields ?? {})),
  );
  return [...registry.values()]
    .filter(({ name }) => spoken.has(name))
    .sort((a, b) => b.weight - a.weight || compareText(a.name, b.name))
    .map(({ name, labels }) => ({ name, labels }));
}

/** Cells of a window that ends with this day, worked out once. */
type Look = (window: Window, lastDay: string) => readonly Cell[];

interface Context extends ReportInput {
  look: Look;
  fixes: readonly FixInWords[];
}

function lookAt({ counted, fields, lastDay: reported }: ReportInput): Look {
  const rows = placed(counted, reported);
  const known = new Map<string, readonly Cell[]>();
  return (window, lastDay) => {
    const key = `${window} ${lastDay}`;
    const cells = known.get(key) ?? disclosedCells(rows, { window, lastDay, fields });
    known.set(key, cells);
    return cells;
  };
}

type Named = Pick<Cell, "level" | "name">;

function cellAt({ level, name }: Named, cells: readonly Cell[]): Cell | undefined {
  return cells.find((cell) => cell.level === level && cell.name === name);
}

function windowsOf(named: Named, { look, lastDay }: Context): Windows {
  const at = (window: Window) => cellAt(named, look(window, lastDay));
  return { day: at("day"), week: at("week"), month: at("month") };
}

const shownIn = (cell: Cell | undefined) => (cell?.kind === "shown" ? cell.metrics : undefined);

function sourceReport(name: string, context: Context): SourceReport {
  const { look, lastDay, fixes, channelWords } = context;
  const channel = channelOf(name);
  const windows = windowsOf({ level: "source", name }, context);
  const traceability = shownIn(windows.week ?? windows.month)?.traceability;
  return {
    name,
    channel,
    form: channelWords(channel)?.form,
    windows,
    trend: weeksTo(lastDay).map((weekTo) => {
      const metrics = shownIn(cellAt({ level: "source", name }, look("week", weekTo)));
      const { score, stars } = metrics?.score ?? {};
      return { weekTo, score, stars, n: metrics?.new };
    }),
    problem: fixes.find(({ source }) => source === name),
    traceable: traceability && traceableAs(traceability.share),
  };
}

/** Of its own time, its form or account, and who vouches for it: nearly always all, or hardly ever any. */
function traceableAs(share: number): SourceReport["traceable"] {
  if (share >= 0.9) return "yes";
  return share < 0.1 ? "no" : "partly";
}

function channelReports(context: Context): ChannelReport[] {
  const channels = new Set(context.counted.map(({ source }) => channelOf(source)));
  return [...channels]
    .sort(compareText)
    .map((name) => ({
      name,
      ...context.channelWords(name),
      windows: windowsOf({ level: "channel", name }, context),
    }))
    .filter(({ windows }) => windows.month !== undefined);
}

/** The last days of ten weeks, oldest first. */
const weeksTo = (lastDay: string): string[] =>
  Array.from({ length: trendWeeks }, (_, at) =>
    addDays(lastDay, windowDays.week * (at + 1 - trendWeeks)),
  );

/** Fields are fixed at a source; what was not understood names its channel only. */
function weekOf(cells: readonly Cell[]): Week {
  const entries = cells.flatMap((cell): [string, WeekEntry][] => {
    const metrics = shownIn(cell);
    if (cell.level === "source") {
      return metrics ? [[cell.name, { ...metrics, quarantined: [] }]] : [];
    }
    const { quarantined } = cell.kind === "shown" ? cell.metrics : cell;
    const received = metrics?.received ?? 0;
    return cell.level === "channel" ? [[cell.name, { fields: {}, quarantined, received }]] : [];
  });
  return new Map(entries);
}

type WeekEntry = Week extends ReadonlyMap<string, infer Entry> ? Entry : never;

function effects({ look, lastDay, fields }: Context): Report["effects"] {
  const before = weekOf(look("week", addDays(lastDay, -windowDays.week)));
  const now = weekOf(look("week", lastDay));
  return effectsOf(fixesOf(before, fields).slice(0, fixesMax), now).map((effect) => ({
    ...effect,
    words: effectInWords(effect, fields),
  }));
}

function duplicates(sources: readonly SourceReport[]): Report["duplicates"] {
  return sources
    .flatMap(({ name, windows: { week } }) => {
      const { known = 0, duplicates: share } = shownIn(week) ?? {};
      return share && known > 0 ? [{ source: name, known, ...share }] : [];
    })
    .sort((a, b) => b.known - a.known || compareText(a.source, b.source));
}

/** Least timely first. */
function timeliness(sources: readonly SourceReport[]): Report["timeliness"] {
  return sources
    .flatMap(({ name, windows: { week } }) => {
      const { timeliness: timely, lagSeconds: lag } = shownIn(week) ?? {};
      return timely && lag
        ? [{ source: name, timely, halfSeconds: lag.half, mostSeconds: lag.most }]
        : [];
    })
    .sort((a, b) => a.timely.share - b.timely.share || compareText(a.source, b.source));
}

function mix({ look, lastDay }: Context): Report["mix"] {
  return weeksTo(lastDay).flatMap((weekTo) =>
    look("week", weekTo)
      .filter(({ level }) => level === "channel")
      .map((cell) => ({ weekTo, channel: cell.name, events: shownIn(cell)?.new })),
  );
}
