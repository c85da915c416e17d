/** What the staff API tells of quality. */
import * as z from "zod";
import { AlertView, Report } from "#shared/domain/quality/report.ts";
import type { Product } from "../demo/product.ts";
import { ask } from "../demo/staff.ts";

const AlertPage = z.object({ alerts: z.array(AlertView), next: z.string().optional() });

export async function readReport({ baseUrl }: Product): Promise<Report> {
  return Report.parse(await (await ask(baseUrl, "/v1/quality/report")).json());
}

/** All that were ever raised, latest first. */
export async function readAlerts({ baseUrl }: Product): Promise<AlertView[]> {
  const alerts: AlertView[] = [];
  let after: string | undefined;
  do {
    const query = new URLSearchParams({ status: "all", ...(after !== undefined && { after }) });
    const response = await ask(baseUrl, `/v1/quality/alerts?${query.toString()}`);
    const page = AlertPage.parse(await response.json());
    alerts.push(...page.alerts);
    after = page.next;
  } while (after !== undefined);
  return alerts;
}
