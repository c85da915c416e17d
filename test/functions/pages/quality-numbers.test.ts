/** Every number of the report is on the page: its tables are worked out here once more, from the JSON. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Cell, Metrics } from "#shared/domain/quality/cell.ts";
import type { Report } from "#shared/domain/quality/report.ts";
import type { Share } from "#shared/domain/quality/statistics.ts";
import type { Language } from "#shared/lambda/language.ts";
import { putReport } from "#shared/stores/quality-report.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { readable } from "./office.ts";
import type { Answered } from "./officer.ts";
import { seenBy } from "./quality-readers.ts";
import { report } from "./quality-report.ts";
import { rowsIn, textOf } from "./tables.ts";

let stores: TestStores;
beforeAll(async () => {
  stores = await startStores();
  await putReport(report, stores.store);
});
afterAll(() => stores.stop());

const labels = new Map(report.fields.map(({ name, labels: own }) => [name, own]));
const titles = new Map(report.channels.map(({ name, title }) => [name, title]));

const locales = { en: "en-GB", zh: "zh-CN" };

function figures(language: Language) {
  const hidden = { en: "hidden", zh: "不显示" }[language];
  const nothing = { en: "nothing", zh: "无" }[language];
  const count = (value: number) => value.toLocaleString(locales[language]);
  const percent = (share: number) =>
    share.toLocaleString(locales[language], {
      style: "percent",
      maximumFractionDigits: share < 0.1 ? 1 : 0,
    });
  const share = (of: Share | undefined) => (of === undefined ? nothing : percent(of.share));
  const stars = ({ metrics: { score } }: Extract<Cell, { kind: "shown" }>) => {
    if (score === undefined) return nothing;
    const told = { en: `${score.stars} of 5 stars,`, zh: `${score.stars} 星（满分 5 星），` };
    return `${told[language]} ${score.score}`;
  };
  const title = (channel: string) => titles.get(channel)?.[language] ?? channel;
  const field = (name: string) => labels.get(name)?.[language] ?? name;
  return { hidden, nothing, count, percent, share, stars, title, field };
}

const scoreOf = ({ windows: { week } }: Report["sources"][number]) =>
  week?.kind === "shown" ? (week.metrics.score?.score ?? 101) : 101;
const lowestFirst = report.sources.toSorted((a, b) => scoreOf(a) - scoreOf(b));

const captions = {
  sources: { en: "Sources, lowest score first", zh: "各来源，评分低者在前" },
  trends: { en: "Scores of each week, 0 to 100", zh: "每周评分（0 至 100）" },
  missing: {
    en: "Missing: of every hundred events, so many leave the field out",
    zh: "缺失：每一百条数据中有多少条没有该字段",
  },
  invalid: {
    en: "Invalid: of every hundred values given, so many cannot be right",
    zh: "无效：每一百个填写值中有多少个不可能正确",
  },
  madeUp: {
    en: "Made up: of every hundred values given, so many look invented",
    zh: "疑似虚构：每一百个填写值中有多少个像是编造的",
  },
  duplicates: { en: "Deliveries that had come before, by source", zh: "各来源的重复投递" },
  conflicts: { en: "Contradictions between two channels", zh: "两个渠道之间的矛盾" },
  timeliness: {
    en: "How soon the data of each source can be used",
    zh: "各来源的数据多久可用",
  },
  mix: { en: "New events by week and channel", zh: "各渠道每周新增数据" },
  scores: { en: "Scores by length of time, with events", zh: "不同时长的评分及数据条数" },
  numbers: { en: "Every source and channel in the week", zh: "本周各来源与渠道" },
};

describe.each(["en", "zh"] as const)(
  "every number of the report is on the page in %s:",
  (language) => {
    let shown: Answered;
    const { hidden, nothing, count, percent, share, stars, title, field } = figures(language);
    const rows = (part: keyof typeof captions) => rowsIn(shown, captions[part][language]);
    beforeEach(async () => {
      shown ??= await seenBy(stores.store, { language });
    });

    it("the answer on top, with the worst source", () => {
      const { week } = report.tenant;
      if (week?.kind !== "shown") throw new Error("the tenant has people enough");
      const [answer = ""] = /<section class="answer".*?<\/section>/s.exec(shown.text) ?? [];
      const told = textOf(answer);
      expect(told).toContain(stars(week));
      expect(told).toContain(` ${count(week.metrics.new)} `);
      expect(told).toContain(` ${report.sources.length} `);
      expect(told).toContain(lowestFirst[0]?.problem?.words[language]);
    });

    it("what to fix, in order, and what fixing did", () => {
      const text = readable(shown)
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"');
      const places = report.fixes.map(({ words }) => text.indexOf(words[language]));
      expect(places.length).toBeGreaterThan(5);
      expect(places).not.toContain(-1);
      for (const { customers } of report.fixes) expect(text).toContain(` ${count(customers)} `);
      for (const { words } of report.effects) expect(text).toContain(words[language]);
      const outcomes = new Set(report.effects.map(({ outcome }) => outcome));
      expect([...outcomes].sort()).toEqual(["better", "unchanged", "worse"]);
    });

    it("the mission's table of sources", () => {
      const traceable = {
        yes: { en: "yes", zh: "可追溯" },
        partly: { en: "partly", zh: "部分可追溯" },
        no: { en: "no", zh: "不可追溯" },
      };
      const none = { en: "none worth a fix", zh: "无明显问题" }[language];
      const alertAt = (source: string) => report.alerts.find((each) => each.source === source);
      expect(lowestFirst.filter(({ name }) => alertAt(name))).not.toEqual([]);
      expect(rows("sources")).toEqual(
        lowestFirst.map(({ name, form, windows: { week }, problem, traceable: own }) => [
          name,
          form?.[language],
          week?.kind === "shown" ? stars(week) : hidden,
          "",
          alertAt(name)?.reason[language] ??
            problem?.words[language] ??
            (week?.kind === "hidden" ? hidden : none),
          own === undefined ? hidden : traceable[own][language],
        ]),
      );
    });

    it("the score of each week", () => {
      expect(rows("trends")).toEqual(
        lowestFirst.map(({ name, trend }) => [
          name,
          ...trend.map(({ score }) => (score === undefined ? nothing : String(score))),
        ]),
      );
    });

    it.each(["missing", "invalid", "madeUp"] as const)("the heat map of what is %s", (measure) => {
      const cellsOf = ({ windows: { week } }: Report["sources"][number]) =>
        report.fields.map(({ name }) =>
          week?.kind === "shown" ? share(week.metrics.fields[name]?.[measure]) : hidden,
        );
      expect(rows(measure)).toEqual(lowestFirst.map((source) => [source.name, ...cellsOf(source)]));
      expect(shown.text).toContain(`>${field(report.fields[0]?.name ?? "")}</th>`);
    });

    it("duplicates, conflicts, timeliness", () => {
      expect(rows("duplicates")).toEqual(
        report.duplicates.map(({ source, share: part, known, n }) => [
          source,
          percent(part),
          count(known),
          count(n),
        ]),
      );
      const and = { en: "and", zh: "与" }[language];
      expect(rows("conflicts")).toEqual(
        (report.conflicts ?? []).map(({ channels: [one, other], field: name, people, of }) => [
          `${title(one)} ${and} ${title(other)}`,
          field(name),
          count(people),
          count(of),
          percent(people / of),
        ]),
      );
      const late = rows("timeliness");
      expect(new Set(late.map(([source, , , timely, n]) => [source, timely, n]))).toEqual(
        new Set(
          report.timeliness.map(({ source, timely: { share: part, n } }) => [
            source,
            percent(part),
            count(n),
          ]),
        ),
      );
      const hours = { en: "4.6 hrs", zh: "4.6小时" }[language];
      expect(late[0]?.slice(0, 3)).toEqual(["twilio-voice:hotline", hours, hours]);
    });

    it("the mix of channels by week", () => {
      const weeks = [...new Set(report.mix.map(({ weekTo }) => weekTo))].sort();
      const cell = (channel: string, week: string) => {
        const found = report.mix.find((each) => each.channel === channel && each.weekTo === week);
        if (found === undefined) return "0";
        return found.events === undefined ? hidden : count(found.events);
      };
      const channels = [...new Set(report.mix.map(({ channel }) => channel))];
      expect(new Set(rows("mix"))).toEqual(
        new Set(
          channels.map((channel) => [title(channel), ...weeks.map((week) => cell(channel, week))]),
        ),
      );
    });

    it("each source, channel and all of it, in a day, a week and a month", () => {
      const channelNamed = (name: string) =>
        ({ en: `Channel: ${name}`, zh: `渠道：${name}` })[language];
      const named = [
        ...lowestFirst,
        ...report.channels.map(({ name, windows }) => ({
          name: channelNamed(title(name)),
          windows,
        })),
        { name: { en: "All sources together", zh: "全部来源" }[language], windows: report.tenant },
      ];
      const events = (n: string) => ({ en: `${n} events`, zh: `${n} 条` })[language];
      const scored = (cell: Cell | undefined) => {
        if (cell === undefined) return nothing;
        return cell.kind === "hidden"
          ? hidden
          : `${stars(cell)} ${events(count(cell.metrics.new))}`;
      };
      expect(rows("scores")).toEqual(
        named.map(({ name, windows: { day, week, month } }) => [
          name,
          ...[day, week, month].map(scored),
        ]),
      );
      const weekly = (metrics: Metrics) => [
        ...[metrics.received, metrics.new, metrics.known, metrics.newPeople].map(count),
        ...[metrics.missing, metrics.conformity, metrics.consistency].map(share),
        ...[metrics.timeliness, metrics.diversity, metrics.traceability].map(share),
        metrics.ageDays === undefined ? nothing : count(metrics.ageDays),
      ];
      const lost = (cell: Cell | undefined) => {
        if (cell === undefined) return nothing;
        const { quarantined } = cell.kind === "shown" ? cell.metrics : cell;
        return count(quarantined.reduce((sum, each) => sum + each.count, 0));
      };
      expect(rows("numbers")).toEqual(
        named.map(({ name, windows: { week } }) => [
          name,
          ...(week?.kind === "shown" ? weekly(week.metrics) : Array<string>(11).fill(hidden)),
          lost(week),
        ]),
      );
    });

    it("how it was counted, and what the last inspection found", () => {
      const text = readable(shown);
      for (const number of ["4,211", "12,408", " 3 ", " 7 "]) expect(text).toContain(number);
    });
  },
);
