/** Who opens the report on quality on the day after its last. */
import type { ApiStore } from "#functions/api/route.ts";
import { addDays } from "#shared/domain/quality/calendar.ts";
import type { Language } from "#shared/lambda/language.ts";
import { openOffice } from "./office.ts";
import type { Answered } from "./officer.ts";
import { lastDay } from "./quality-report.ts";

export const today = addDays(lastDay, 1);

export async function openQuality(store: ApiStore) {
  const office = await openOffice(store);
  office.desk.api.clock.now = new Date(`${today}T08:00:00.000Z`);
  office.clock.aheadMs = office.desk.api.clock.now.getTime() - Date.now();
  return office;
}

export interface Seen {
  language?: Language;
  role?: string;
  path?: string;
}

export async function seenBy(store: ApiStore, seen: Seen = {}): Promise<Answered> {
  const { language = "en", role = "viewer", path = "/pages/quality" } = seen;
  const reader = await (await openQuality(store)).officer("vi", role);
  return reader.open(`${path}?lang=${language}`);
}
