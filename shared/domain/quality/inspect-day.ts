/** Everything that one day's counters give cause to look into, source by source. */
import type { FieldFindingKind, FieldJump, Finding } from "./alert.ts";
import { onlyWorst } from "./contradictions.ts";
import { historiesOf, type History, type Looking, talliesBefore } from "./history.ts";
import { type Jump, jumpOf } from "./jump.ts";
import { lagCounts, lagSecondsFrom } from "./lag.ts";
import { peoplePerCellMin } from "./metrics.ts";
import { silences } from "./silence.ts";
import { type Share, shareOf, wilson } from "./statistics.ts";
import {
  type Counted,
  countOf,
  type FieldCounter,
  fieldsOf,
  presentOf,
  type SampleKind,
  type Tally,
} from "./tally.ts";

/** A source that is new has no usual; more than this is too much of anybody. */
const tooMuch = { madeUp: 0.1, contradictions: 0.3 };
/** Clocks differ for a few; where many events come from the future it is the source's own. */
const aheadMax = 0.05;
/** A source that is late now and then, or sends once a day, spreads over more than two buckets. */
const offsetShareMin = 0.9;
/** Of fewer events most may be late by the same for no reason but chance. */
const offsetCasesMin = 20;
const offsetSecondsMin = 15 * 60;

/** `counted`: summed up, of nine weeks at least that end with this day; what is not there was not. */
export function inspectDay(counted: readonly Counted[], looking: Looking): Finding[] {
  const histories = historiesOf(counted.filter(({ day }) => day <= looking.day));
  // Of a few people nothing is told: an example would be one of them.
  const telling = histories.filter(
    (history) => history.on(looking.day).people.size >= peoplePerCellMin,
  );
  const findings = telling.flatMap((history) => [
    ...fieldFindings(history, looking),
    ...duplicates(history, looking),
    ...clocks(history.source, history.on(looking.day)),
  ]);
  return [...silences(histories, looking), ...onlyWorst(findings, histories, looking)];
}

interface FieldRule {
  kind: FieldFindingKind;
  measure: (tally: Tally, field: string) => Share | undefined;
  sample?: SampleKind;
  /** Where nothing is known to compare with. */
  without?: number;
}

const counter = (tally: Tally, name: FieldCounter, field: string): number =>
  countOf(tally, `${name}.${field}`);

const fieldRules: readonly FieldRule[] = [
  {
    kind: "missing",
    measure: (tally, field) => {
      const events = countOf(tally, "new");
      return shareOf(events - presentOf(tally, field), events);
    },
  },
  {
    kind: "invalid",
    measure: (tally, field) => shareOf(counter(tally, "invalid", field), presentOf(tally, field)),
    sample: "invalid",
  },
  {
    kind: "made-up",
    measure: (tally, field) => shareOf(counter(tally, "madeUp", field), presentOf(tally, field)),
    sample: "madeUp",
    without: tooMuch.madeUp,
  },
  {
    kind: "contradictions",
    measure: (tally, field) => {
      const [agreed, differed] = [
        counter(tally, "agrees", field),
        counter(tally, "differs", field),
      ];
      return shareOf(differed, agreed + differed);
    },
    sample: "differs",
    without: tooMuch.contradictions,
  },
];

function fieldFindings(history: History, looking: Looking): Finding[] {
  const { source } = history;
  const today = history.on(looking.day);
  const before = talliesBefore(history, looking);
  // A field that nobody fills any more is known by earlier days alone.
  const fields = [...new Set([today, ...before].flatMap(fieldsOf))];
  return fieldRules.flatMap((rule): Finding[] => {
    const jumps = fields.flatMap((field): FieldJump[] => {
      const earlier = before.flatMap((tally) => rule.measure(tally, field) ?? []);
      const jump = jumpOf(rule.measure(today, field), earlier, rule.without);
      return jump ? [{ field, ...jump }] : [];
    });
    if (jumps.length === 0) return [];
    jumps.sort((a, b) => rise(b) - rise(a));
    return [{ kind: rule.kind, source, fields: jumps, samples: samplesOf(today, rule.sample) }];
  });
}

const rise = ({ share, usual }: Jump): number => share - usual;

function samplesOf({ samples }: Tally, kind: SampleKind | undefined): string[] {
  const sample = kind && samples[kind];
  return sample === undefined ? [] : [sample];
}

function duplicates(history: History, looking: Looking): Finding[] {
  const measure = (tally: Tally) => {
    const known = countOf(tally, "known");
    return shareOf(known, known + countOf(tally, "new"));
  };
  const today = history.on(looking.day);
  const earlier = talliesBefore(history, looking).flatMap((tally) => measure(tally) ?? []);
  const jump = jumpOf(measure(today), earlier);
  return jump ? [{ kind: "duplicates", source: history.source, ...jump, samples: [] }] : [];
}

function clocks(source: string, today: Tally): Finding[] {
  const n = countOf(today, "new");
  const ahead = shareOf(countOf(today, "ahead"), n);
  if (ahead === undefined || n < offsetCasesMin) return [];
  if (wilson(ahead, 3).lower > aheadMax) {
    return [{ kind: "clock ahead", source, ...ahead, samples: samplesOf(today, "ahead") }];
  }
  const seconds = steadyLag(today, n);
  return seconds === undefined ? [] : [{ kind: "clock offset", source, seconds, n, samples: [] }];
}

/** Where nearly all events are late by the same: a clock, or a time zone. Not where it is we who are late. */
function steadyLag(today: Tally, n: number): number | undefined {
  const counts = lagCounts(today);
  const bucket = counts.indexOf(Math.max(...counts));
  const [before = 0, most = 0, after = 0] = [
    counts[bucket - 1],
    counts[bucket],
    counts[bucket + 1],
  ];
  if (most + Math.max(before, after) < offsetShareMin * n) return undefined;
  const seconds = lagSecondsFrom(bucket);
  const ours = countOf(today, "waited") / n;
  return seconds >= offsetSecondsMin && ours < seconds / 2 ? seconds : undefined;
}
