/** Alerts as the API has them now, and what somebody answers to one. */
import * as z from "zod";
import { AlertView } from "#shared/domain/quality/report.ts";
import type { Problem } from "#shared/lambda/http.ts";
import type { PageAnswer, PageCall } from "../page.ts";
import type { AlertsShown } from "./alerts.ts";

const alertsPath = "/v1/quality/alerts";
const Alerts = z.object({ alerts: z.array(AlertView) });

export async function readAlerts(
  call: PageCall,
): Promise<({ kind: "read" } & AlertsShown) | Extract<PageAnswer, { kind: "refused" }>> {
  const status = call.query.get("alerts") === "all" ? "all" : "open";
  const answer = await call.api.get(`${alertsPath}?status=${status}`, Alerts);
  if (answer.kind === "refused") return answer;
  return { kind: "read", alerts: answer.body.alerts, answerable: { status, call } };
}

const Decision = z.discriminatedUnion("decision", [
  z.object({ decision: z.literal("acknowledge") }),
  z.object({ decision: z.literal("mute"), until: z.iso.date() }),
  z.object({ decision: z.literal("unmute") }),
]);

export type Decided =
  | { kind: "done"; decision: z.infer<typeof Decision>["decision"] }
  /** A day that is none. */
  | { kind: "mistaken" }
  | { kind: "refused"; problem: Problem };

export async function decideAlert({
  api,
  form,
}: PageCall & { form: URLSearchParams }): Promise<Decided> {
  const { success, data: body } = Decision.safeParse(Object.fromEntries(form));
  if (!success) return { kind: "mistaken" };
  const path = `${alertsPath}/${encodeURIComponent(form.get("id") ?? "")}`;
  const answer = await api.post(path, body, AlertView);
  if (answer.kind === "answered") return { kind: "done", decision: body.decision };
  // The API's other mistake is a day that is over, or too far away.
  return answer.problem.status === 400 ? { kind: "mistaken" } : answer;
}
