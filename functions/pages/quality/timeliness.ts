/** How long it takes until what happened can be used here, by source. */
import { scaleLog } from "d3-scale";
import { type Html, html } from "#shared/lambda/html.ts";
import { lanePicture } from "../charts/lanes.ts";
import { overNumbers } from "../table.ts";
import { qualityWords } from "../words/quality.ts";
import { timeWords as words } from "../words/quality-parts.ts";
import { figure } from "./figure.ts";
import type { Reading } from "./reading.ts";

const headings = [
  qualityWords.source,
  overNumbers(words.half),
  overNumbers(words.most),
  overNumbers(words.timely),
  overNumbers(words.of),
];

/** A second, a minute, an hour, a day; and what comes after, where something is that late. */
const marks = [1, 60, 3_600, 86_400];
const monthSeconds = 30 * 86_400;

export function timeliness(reading: Reading): Html {
  const { report, say, figures } = reading;
  const all = report.timeliness.toSorted((a, b) => b.mostSeconds - a.mostSeconds);
  if (all.length === 0) return html`<p>${say(words.none)}</p>`;
  const longest = Math.max(monthSeconds, ...all.map(({ mostSeconds }) => mostSeconds));
  const scale = scaleLog([1, longest], [0, 1]).clamp(true);
  const lanes = all.map(({ source, halfSeconds, mostSeconds }) => ({
    name: source,
    figure: `${figures.duration(halfSeconds)} – ${figures.duration(mostSeconds)}`,
    span: { from: scale(halfSeconds), to: scale(mostSeconds) },
  }));
  const ticks = [...marks, longest].map((seconds) => ({
    at: scale(seconds),
    label: figures.duration(seconds),
  }));
  const told = lanes.map(({ name, figure: time }) => `${name} ${time}`).join(", ");
  const rows = all.map(
    ({ source, halfSeconds, mostSeconds, timely }) =>
      html`<tr>
        <th scope="row" data-label="${say(qualityWords.source)}">${source}</th>
        <td class="count" data-label="${say(words.half)}">${figures.duration(halfSeconds)}</td>
        <td class="count" data-label="${say(words.most)}">${figures.duration(mostSeconds)}</td>
        <td class="count" data-label="${say(words.timely)}">${figures.percent(timely.share)}</td>
        <td class="count" data-label="${say(words.of)}">${figures.count(timely.n)}</td>
      </tr>`,
  );
  return figure(
    {
      caption: words.intro,
      picture: lanePicture({ alt: say(words.alt(told)), lanes, ticks }),
      behind: { caption: words.caption, headings, rows },
    },
    reading,
  );
}
