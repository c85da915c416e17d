/** A report on ten weeks of sources that were never there, each with a fault of its own. */
import { dayOfTraffic, type Nature, randomOf } from "#test/shared/domain/quality/traffic.ts";
import { counted, day, ofPeople } from "#test/shared/domain/quality/counting.ts";
import { folding } from "#test/fixtures/events.ts";
import { alertOf, type Finding } from "#shared/domain/quality/alert.ts";
import { alertView } from "#shared/domain/quality/alert-view.ts";
import type { AlertView, Report } from "#shared/domain/quality/report.ts";
import { reportOf } from "#shared/domain/quality/report-of.ts";
import type { Counted, Tally } from "#shared/domain/quality/tally.ts";

/** Markup in it, as somebody could name a form. */
export const hostileSource = `typeform:<img src=x onerror="alert(1)">&'`;
export const smallSource = "tally:members";

/** Ten weeks. */
const reportDays = 70;
export const lastDay = day(reportDays - 1);
const { fields } = folding;

const common = { phone: { filled: 0.97, invalid: 0.01 }, full_name: { filled: 0.95, invalid: 0 } };

interface Source extends Nature {
  /** Its fields until the last week. */
  once?: Nature["fields"];
  /** Beside what its nature says: of `events`, in the n-th week. */
  more(events: number, week: number): Tally["counts"];
}

const daily = (mean: number): number[] => Array.from({ length: 7 }, () => mean);
const share = (events: number, part: number): number => Math.round(events * part);
const vouched = (events: number): Tally["counts"] => ({
  timed: events,
  named: events,
  signed: events,
});

const sources: Readonly<Record<string, Source>> = {
  "website:contact": {
    perWeekday: daily(40),
    fields: { ...common, email: { filled: 0.9, invalid: 0.02 }, city: { filled: 0.9, invalid: 0 } },
    once: { ...common, email: { filled: 0.9, invalid: 0.02 }, city: { filled: 0.6, invalid: 0 } },
    again: 0.02,
    more: (events) => ({ ...vouched(events), "agrees.city": share(events, 0.1) }),
  },
  "shopify:tea-house": {
    perWeekday: daily(60),
    fields: { ...common, email: { filled: 1, invalid: 0.01 }, city: { filled: 0.98, invalid: 0 } },
    again: 0.04,
    more: (events) => ({ ...vouched(events), "agrees.city": share(events, 0.2) }),
  },
  "jinshuju:fair-2026": {
    perWeekday: daily(25),
    fields: { ...common, company: { filled: 0.7, invalid: 0 } },
    again: 0.9,
    more: vouched,
  },
  [hostileSource]: {
    perWeekday: daily(18),
    fields: { ...common, email: { filled: 0.8, invalid: 0.25 } },
    again: 0.01,
    more: (events, week) => ({
      ...vouched(events),
      ...(week > 8 && {
        "madeUp.full_name": share(events, 0.3),
        "madeUp.phone": share(events, 0.2),
      }),
    }),
  },
  "web-form:newsletter": {
    perWeekday: daily(30),
    fields: { phone: { filled: 0.62, invalid: 0.08 }, email: { filled: 0.97, invalid: 0.02 } },
    once: { phone: { filled: 0.85, invalid: 0.08 }, email: { filled: 0.97, invalid: 0.02 } },
    again: 0.03,
    more: (events) => ({ named: events }),
  },
  "twilio-voice:hotline": {
    perWeekday: [22, 25, 21, 24, 20, 6, 4],
    fields: { phone: { filled: 1, invalid: 0 } },
    again: 0.01,
    more: (events) => ({ timed: events, signed: events }),
  },
  "wechat-official:service": {
    perWeekday: daily(12),
    fields: { city: { filled: 0.8, invalid: 0 }, phone: { filled: 0.3, invalid: 0.02 } },
    again: 0.02,
    more: (events) => ({
      ...vouched(events),
      "agrees.city": share(events, 0.3),
      "differs.city": share(events, 0.4),
    }),
  },
};

/** Late by three hours, since its clock is. */
const lagOf = (source: string): string => (source.startsWith("twilio") ? "lag.14" : "lag.2");

function trafficOfSource(source: string, nature: Source, seed: number): Counted[] {
  const random = randomOf(seed);
  return Array.from({ length: reportDays }, (_, at) => {
    const fields = at < reportDays - 7 ? (nature.once ?? nature.fields) : nature.fields;
    const { "lag.2": _lag, ...counts } = dayOfTraffic({ ...nature, fields }, at, random);
    const events = counts.new ?? 0;
    const late = { [lagOf(source)]: share(events, 0.8), "lag.9": events - share(events, 0.8) };
    const extra = { ...late, shared: share(events, 0.2), newPeople: share(events, 0.6) };
    return counted(source, at, { ...counts, ...extra, ...nature.more(events, Math.floor(at / 7)) });
  }).filter(({ tally }) => (tally.counts.new ?? 0) > 0);
}

const traffic: Counted[] = [
  ...Object.entries(sources).flatMap(([name, nature], at) => trafficOfSource(name, nature, at + 1)),
  ...[0, 1, 2].map((back) =>
    ofPeople("abc", counted(smallSource, reportDays - 1 - back, { new: 2, "valid.phone": 2 })),
  ),
  counted("typeform", reportDays - 2, { "quarantined.no answers": 14 }),
];

export const findings: readonly Finding[] = [
  { kind: "silence", source: hostileSource, quietDays: 3, expected: 54.2, samples: [] },
  { kind: "dead letters", count: 3, samples: ["evt_one", "evt_two"] },
];
export const alerts: AlertView[] = findings.map((finding, at) =>
  alertView(
    { id: `alt_${at}`, alert: alertOf(finding, lastDay) },
    { firstDay: day(reportDays - 4), lastDay },
    fields,
  ),
);

export const report: Report = reportOf({
  counted: traffic,
  generatedAt: `${day(reportDays)}T03:05:00.000Z`,
  lastDay,
  fields,
  channelWords: (channel) => ({
    title: { en: `The ${channel}`, zh: `${channel} 渠道` },
    form: { en: `form of ${channel}`, zh: `${channel} 表单` },
  }),
  alerts,
  inspected: {
    inspection: { day: day(reportDays - 2), people: 4_211, events: 12_408, added: 3, surplus: 7 },
    conflicts: [
      { channels: ["shopify", "wechat-official"], field: "city", people: 37, of: 91 },
      { channels: ["website", "wechat-official"], field: "city", people: 12, of: 58 },
    ],
  },
});
