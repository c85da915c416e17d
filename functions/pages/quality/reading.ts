/** A report in the hands of a reader: what each of its parts is shown with. */
import type { Report } from "#shared/domain/quality/report.ts";
import type { Words } from "#shared/lambda/language.ts";
import { type Figures, figuresIn } from "../figures.ts";
import type { PageCall } from "../page.ts";

export interface Reading {
  report: Report;
  say: PageCall["say"];
  figures: Figures;
  /** As people call it; what the registry no longer has keeps its own. */
  fieldName(field: string): string;
  channelName(channel: string): string;
}

export function readingOf(report: Report, { say, language }: PageCall): Reading {
  const fields = new Map(report.fields.map(({ name, labels }) => [name, labels]));
  const channels = new Map(report.channels.map(({ name, title }) => [name, title]));
  const named = (names: ReadonlyMap<string, Words | undefined>) => (name: string) => {
    const words = names.get(name);
    return words === undefined ? name : say(words);
  };
  return {
    report,
    say,
    figures: figuresIn(language),
    fieldName: named(fields),
    channelName: named(channels),
  };
}
