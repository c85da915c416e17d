/** What to fix this week, in the order of how many customers it would repair; and what fixing did. */
import * as z from "zod";
import type { FieldRegistry } from "../field.ts";
import { compareText } from "../identifier.ts";
import type { FieldMetrics, Metrics } from "./cell.ts";
import { Share, wilson, z95 } from "./statistics.ts";
import { percent, type Words } from "./words.ts";

const fixKinds = ["missing", "invalid", "made-up", "contradictions", "not understood"] as const;
export type FixKind = (typeof fixKinds)[number];

export const Fix = Share.extend({
  kind: z.enum(fixKinds),
  source: z.string().describe("Of what was not understood: the channel."),
  what: z.string().describe("A field; of what was not understood the reason."),
  customers: z
    .int()
    .describe("Events of the week that it would have made better: who came twice counts twice."),
});
export type Fix = z.infer<typeof Fix>;

/** Of fewer it is not worth anybody's hour. */
const customersMin = 5;
/** A field that more usually leave out than fill in is optional there: nobody would call it broken. */
const missingShareMax = 0.5;

const rules: readonly { kind: FixKind; measure: (field: FieldMetrics) => Share | undefined }[] = [
  {
    kind: "missing",
    measure: ({ missing, usuallyMissing = missing }) =>
      usuallyMissing !== undefined && usuallyMissing.share <= missingShareMax ? missing : undefined,
  },
  { kind: "invalid", measure: ({ invalid }) => invalid },
  { kind: "made-up", measure: ({ madeUp }) => madeUp },
  { kind: "contradictions", measure: ({ consistency }) => consistency && opposite(consistency) },
];

const opposite = ({ share, n }: Share): Share => ({ share: 1 - share, n });

/** What was measured of each source in one week. Fields that weigh nothing are not worth fixing. */
export type Week = ReadonlyMap<string, Pick<Metrics, "fields" | "quarantined" | "received">>;

/** Most customers first; of equals the weightier field. */
export function fixesOf(week: Week, fields: FieldRegistry): Fix[] {
  const weightOf = ({ what }: Fix): number => fields.get(what)?.weight ?? 0;
  return allOf(week)
    .filter(({ customers }) => customers >= customersMin)
    .filter((fix) => fix.kind === "not understood" || weightOf(fix) > 0)
    .sort(
      (a, b) =>
        b.customers - a.customers || weightOf(b) - weightOf(a) || compareText(keyOf(a), keyOf(b)),
    );
}

function allOf(week: Week): Fix[] {
  return [...week].flatMap(([source, { fields, quarantined, received }]) => [
    ...Object.entries(fields).flatMap(([what, metrics]) =>
      rules.flatMap(({ kind, measure }): Fix[] => {
        const share = measure(metrics);
        return share ? [fixOf({ kind, source, what }, share)] : [];
      }),
    ),
    ...quarantined.map(({ reason, count }) => {
      const n = received + count;
      return fixOf({ kind: "not understood", source, what: reason }, { share: count / n, n });
    }),
  ]);
}

function fixOf(place: Pick<Fix, "kind" | "source" | "what">, { share, n }: Share): Fix {
  return { ...place, customers: Math.round(share * n), share, n };
}

const keyOf = ({ kind, source, what }: Fix): string => JSON.stringify([kind, source, what]);

const outcomes = ["better", "worse", "unchanged", "too few to tell"] as const;
export type Outcome = (typeof outcomes)[number];

export const Effect = z.object({
  fix: Fix,
  now: Share.optional().describe("This week; absent where there was nothing to judge by."),
  outcome: z.enum(outcomes),
  spared: z
    .int()
    .describe("Customers who would have been hit this week at last week's rate, and were not."),
});
export type Effect = z.infer<typeof Effect>;

/** Of fewer cases this week nothing is said. */
const casesMin = 20;

/** Better or worse is what chance does not explain: the Wilson bounds (95 %) of both weeks lie apart. */
export function effectsOf(lastWeek: readonly Fix[], week: Week): Effect[] {
  const all = new Map(allOf(week).map((fix) => [keyOf(fix), fix]));
  return lastWeek.map((fix) => {
    const now = all.get(keyOf(fix)) ?? gone(fix, week);
    const outcome = outcomeOf(fix, now);
    const spared = outcome === "better" && now ? Math.round((fix.share - now.share) * now.n) : 0;
    return { fix, now: now && { share: now.share, n: now.n }, outcome, spared };
  });
}

/** What is not understood any more has no count of its own. */
function gone({ kind, source }: Fix, week: Week): Share | undefined {
  const received = week.get(source)?.received ?? 0;
  return kind === "not understood" && received > 0 ? { share: 0, n: received } : undefined;
}

function outcomeOf(before: Share, now: Share | undefined): Outcome {
  if (now === undefined || now.n < casesMin) return "too few to tell";
  const [was, is] = [wilson(before, z95), wilson(now, z95)];
  if (is.upper < was.lower) return "better";
  return is.lower > was.upper ? "worse" : "unchanged";
}

const wordings: Record<FixKind, (fix: Fix, what: Words) => Words> = {
  missing: (fix, what) => ({
    en: `Ask for ${what.en} on ${fix.source}: ${told(fix).en} left it out.`,
    zh: `请在 ${fix.source} 收集${what.zh}：${told(fix).zh}未填写。`,
  }),
  invalid: (fix, what) => ({
    en: `Check ${what.en} on ${fix.source} before it is sent: ${told(fix).en} are invalid.`,
    zh: `请在 ${fix.source} 提交前校验${what.zh}：${told(fix).zh}无效。`,
  }),
  "made-up": (fix, what) => ({
    en: `Do not insist on ${what.en} on ${fix.source}, or confirm it: ${told(fix).en} look made up.`,
    zh: `请在 ${fix.source} 将${what.zh}改为选填或加以验证：${told(fix).zh}疑似虚构。`,
  }),
  contradictions: (fix, what) => ({
    en: `Settle which source leads for ${what.en}: ${told(fix).en} from ${fix.source} contradict another channel.`,
    zh: `请确定${what.zh}以哪个来源为准：${fix.source} 有 ${told(fix).zh}与其他渠道矛盾。`,
  }),
  "not understood": (fix, what) => ({
    en: `Replay what ${fix.source} sent and nobody understood (${what.en}): ${told(fix).en}.`,
    zh: `请处理并重放 ${fix.source} 未能识别的投递（${what.zh}）：${told(fix).zh}。`,
  }),
};

const told = ({ customers, n, share }: Fix): Words => ({
  en: `${customers} of ${n} (${percent(share)})`,
  zh: `${n} 条中 ${customers} 条（${percent(share)}）`,
});

export function fixInWords(fix: Fix, fields: FieldRegistry): Words {
  const { en, zh } = fields.get(fix.what)?.labels ?? { en: fix.what, zh: fix.what };
  return wordings[fix.kind](fix, { en: en.toLowerCase(), zh });
}
