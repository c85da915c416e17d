/** All work has come to its end, and nothing of it is left. */
import { textIn } from "../remains.ts";
import { isDismissed } from "./accounted-for.ts";
import type { Judged } from "./judgement.ts";

/** Nothing is left at work: no fence, no key of nobody, no log, no settlement that anybody waits for. */
export function live(judged: Judged): string | undefined {
  const { rows, living } = judged.remains;
  for (const row of rows.people) {
    if (row["st"] === "settling" || row["w"] !== undefined) {
      return `${textIn(row, "id")} is still being settled`;
    }
  }
  for (const { w, n } of rows.index) {
    if (w !== undefined || n === 0) return "a row of the index is still being settled";
  }
  const settled = new Set(
    rows.reviews.flatMap((row) => (row["status"] === "done" ? textIn(row, "id") : [])),
  );
  for (const id of judged.history.settlements) {
    if (settled.has(id) || isDismissed(id, judged)) continue;
    return `${id} was on its way, and has not come to its end`;
  }
  for (const row of rows.reviews) {
    const id = textIn(row, "id");
    if (/#\d+$/.test(id)) return `${id} is left of a log`;
  }
  const used = new Set([
    ...living.map(({ person }) => person.id),
    ...rows.events.map((row) => textIn(row, "p")),
  ]);
  for (const row of rows.keys) {
    const id = textIn(row, "id");
    if (row["n"] !== undefined || row["j"] !== undefined) return `${id} still gets another key`;
    if (!used.has(id) && !id.startsWith("quarantine:")) return `${id} is a key of nobody`;
  }
  return undefined;
}
