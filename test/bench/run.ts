/** `npm run bench`: the figures by which this design is judged. `-- edge units …` runs some of them. */
import { auditFigures } from "./audit.ts";
import { bundleFigures } from "./bundles.ts";
import { coreFigures } from "./core.ts";
import { edgeFigures } from "./edge.ts";
import { eraseFigures } from "./erase.ts";
import { largeFigures } from "./large.ts";
import { killFigures, loadFigures } from "./load.ts";
import { metricsFigures } from "./metrics.ts";
import { type Figure, printFigures } from "./report.ts";
import { unitFigures } from "./units.ts";

const sections: Record<string, { title: string; figures: () => Figure[] | Promise<Figure[]> }> = {
  edge: { title: "The edge, next to the least that any receiver must do", figures: edgeFigures },
  bundles: { title: "Webhook functions", figures: bundleFigures },
  core: { title: "The resolution core in memory", figures: coreFigures },
  units: {
    title: "Capacity units per event, and money",
    figures: () => unitFigures([1_000, 10_000]),
  },
  metrics: {
    title: "The hourly measuring of quality, as there are more people",
    figures: () => metricsFigures([1_000, 10_000, 100_000]),
  },
  audit: {
    title: "The audit: its price, and 100,000 entries verified",
    figures: () => auditFigures(100_000),
  },
  large: { title: "One person of 5,000 events and 50 absorbed ids", figures: largeFigures },
  erase: {
    title: "10,000 people erased while a hundred events a second arrive (takes minutes)",
    figures: () => eraseFigures(10_000),
  },
  load: {
    title: "10,000 deliveries of 4,000 customers through the running product",
    figures: () => loadFigures(10_000, 4_000),
  },
  kill: {
    title: "The same load, with `kill -9` in its middle (takes minutes)",
    figures: () => killFigures(10_000, 4_000),
  },
  growth: {
    title: "Capacity units as the store grows to 100,000 people (takes minutes)",
    figures: () => unitFigures([1_000, 10_000, 100_000]),
  },
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in sections));
if (unknown.length > 0) {
  console.error(
    `There is no ${unknown.join(", ")}. Choose from: ${Object.keys(sections).join(", ")}`,
  );
  process.exit(1);
}
const long = new Set(["erase", "kill", "growth"]);
const chosen = asked.length > 0 ? asked : Object.keys(sections).filter((name) => !long.has(name));
for (const name of chosen) {
  const section = sections[name];
  if (section !== undefined) printFigures(section.title, await section.figures());
}
