/** The report on quality at the pages, through the real API and the real tables. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { alertOf } from "#shared/domain/quality/alert.ts";
import { addDays } from "#shared/domain/quality/calendar.ts";
import type { Cell, Metrics } from "#shared/domain/quality/cell.ts";
import type { Report } from "#shared/domain/quality/report.ts";
import type { Share } from "#shared/domain/quality/statistics.ts";
import type { Language } from "#shared/lambda/language.ts";
import { putAlert, putStanding } from "#shared/stores/quality-alerts.ts";
import { keepCopy, putReport } from "#shared/stores/quality-report.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { openOffice, readable } from "./office.ts";
import type { Answered } from "./officer.ts";
import { findings, hostileSource, lastDay, report, smallSource } from "./quality-report.ts";
import { rowsIn, textOf } from "./tables.ts";

let stores: TestStores;
beforeAll(async () => {
  stores = await startStores();
  await putReport(report, stores.store);
  await keepCopy(report, stores.store);
});
afterAll(() => stores.stop());

const today = addDays(lastDay, 1);

async function openQuality() {
  const office = await openOffice(stores.store);
  office.desk.api.clock.now = new Date(`${today}T08:00:00.000Z`);
  office.clock.aheadMs = office.desk.api.clock.now.getTime() - Date.now();
  return office;
}

const page = async (language: Language, role = "viewer", path = "/pages/quality") =>
  (await (await openQuality()).officer("vi", role)).open(`${path}?lang=${language}`);

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
      shown ??= await page(language);
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
      expect(rows("sources")).toEqual(
        lowestFirst.map(({ name, form, windows: { week }, problem, traceable: own }) => [
          name,
          form?.[language],
          week?.kind === "shown" ? stars(week) : hidden,
          "",
          problem?.words[language] ?? (week?.kind === "hidden" ? hidden : none),
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

describe("the page", () => {
  it("hides whoever is few, and says why", async () => {
    const shown = await page("en");
    const [, ...cells] =
      rowsIn(shown, captions.sources.en).find(([name]) => name === smallSource) ?? [];
    expect(cells).toEqual(["form of tally", "hidden", "", "hidden", "hidden"]);
    expect(readable(shown)).toContain("fewer than five people are behind it");
  });

  it("shows the name of a form that somebody gave to do harm, and nothing of it is markup", async () => {
    for (const language of ["en", "zh"] as const) {
      const { text } = await page(language);
      expect(text).not.toContain("<img");
      expect(text).toContain("typeform:&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;");
    }
    expect(hostileSource).toContain("<img");
  });

  it("tells each picture to who does not see it, and brings no style and no script along", async () => {
    const { text } = await page("en");
    const pictures = [...text.matchAll(/<svg class="picture[^>]*>/g)].map(([tag]) => tag);
    expect(pictures.length).toBeGreaterThan(20);
    for (const tag of pictures) expect(tag).toMatch(/role="img" aria-label="[^"]{20,}"/);
    expect(text).not.toMatch(/ style=| on\w+="|<style|<script|href="(?!\/|#)/);
  });

  it("is for who may see quality", async () => {
    expect((await page("en", "entry")).status).toBe(403);
    for (const role of ["viewer", "steward", "compliance", "auditor", "admin"]) {
      const shown = await page("en", role);
      expect([role, shown.status]).toEqual([role, 200]);
      expect(shown.text).toContain('<a href="/pages/quality" aria-current="page">Quality</a>');
    }
    const start = await page("en", "viewer", "/pages");
    expect(start.text).toContain('<a href="/pages/quality">Can we trust our data');
    expect((await page("en", "entry", "/pages")).text).not.toContain("/pages/quality");
  });

  it("shows the copy of a past week, its alerts as they stood, and no way to answer them", async () => {
    const shown = await page("en", "steward", `/pages/quality/${lastDay}`);
    expect(readable(shown)).toContain("A copy that was kept of that week");
    expect(readable(shown)).toContain("Nothing from typeform:");
    expect(shown.text).not.toContain('name="decision"');
    expect(rowsIn(shown, captions.duplicates.en)).toHaveLength(report.duplicates.length);
  });

  it("says of a week without a copy that there is none, and of a week that is none that it is none", async () => {
    const shown = await page("en", "viewer", "/pages/quality/2025-01-05");
    expect([shown.status, readable(shown)]).toEqual([
      200,
      expect.stringContaining("No copy was kept of that week"),
    ]);
    expect(shown.text).toContain('<a href="/pages/quality/2025-01-12">');
    expect((await page("en", "viewer", "/pages/quality/last")).status).toBe(400);
  });
});

it("says that there is no report before the first was made", async () => {
  const empty = await startStores();
  try {
    const vi = await (await openOffice(empty.store)).officer("vi", "viewer");
    expect(readable(await vi.open("/pages/quality"))).toContain("There is no report yet");
  } finally {
    await empty.stop();
  }
});

describe("an alert", () => {
  const [silence] = findings.filter(({ kind }) => kind === "silence");
  if (silence === undefined) throw new Error("the report is about a silent source");
  const alert = alertOf(silence, lastDay);

  /** Found again, and known to nobody. */
  async function raised() {
    const { store } = stores;
    await putAlert(alert, store);
    const standing = { firstDay: lastDay, lastDay };
    for (let version = 0; version < 50; version += 1) {
      if (await putStanding({ cause: alert.cause, standing, version }, store)) break;
    }
    const office = await openQuality();
    return { office, stew: await office.officer("stew", "steward") };
  }
  const idIn = ({ text }: Answered): string =>
    /name="id" value="([^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const quality = "/pages/quality";

  it("is shown with its reason and next step, and is known once somebody says so", async () => {
    const { stew } = await raised();
    const before = await stew.open(quality);
    expect(readable(before)).toContain("Next: Check that the form is online");
    const known = await stew.send(quality, { id: idIn(before), decision: "acknowledge" });
    expect(known.location).toBe("/pages/quality?done=acknowledge");
    expect(readable(known)).toContain("It is noted that you know.");
    expect(readable(known)).toContain("Nothing out of the ordinary");
    const all = await stew.open(`${quality}?alerts=all`);
    expect(readable(all)).toContain("✓ known since 16 Mar 2026");
  });

  it("is silenced until a day is over, and told again", async () => {
    const { stew } = await raised();
    const id = idIn(await stew.open(quality));
    const muted = await stew.send(quality, { id, decision: "mute", until: addDays(today, 9) });
    expect(readable(muted)).toContain("It is silent until that day is over.");
    const all = await stew.open(`${quality}?alerts=all`);
    expect(readable(all)).toContain("‖ not told again until 25 Mar 2026");
    const again = await stew.send(quality, { id, decision: "unmute" }, `${quality}?alerts=all`);
    expect(readable(again)).toContain("Nothing from typeform:");
  });

  it.each([
    ["no day", {}],
    ["what is no day", { until: "soon" }],
    ["a day that is over", { until: addDays(lastDay, -1) }],
    ["a day in years", { until: "2036-01-01" }],
  ])("is not silenced until %s", async (_, until) => {
    const { stew } = await raised();
    const id = idIn(await stew.open(quality));
    const refused = await stew.send(quality, { id, decision: "mute", ...until });
    expect([refused.status, readable(refused)]).toEqual([
      400,
      expect.stringContaining("Choose a day from today on"),
    ]);
    expect(readable(refused)).toContain("Nothing from typeform:");
  });

  it("that there is none of cannot be answered, nor any by who may only look", async () => {
    const { office, stew } = await raised();
    const id = idIn(await stew.open(quality));
    const none = await stew.send(quality, { id: `${lastDay}.none`, decision: "acknowledge" });
    expect(none.status).toBe(404);
    const vi = await office.officer("vi", "viewer");
    const seen = await vi.open(quality);
    expect(seen.text).not.toContain('name="decision"');
    expect(readable(seen)).toContain("A steward or an administrator can");
    const refused = await vi.send(quality, { id, decision: "acknowledge" });
    expect(refused.status).toBe(403);
  });
});
