/** OpenDSR 2.0, as its specification says it: github.com/opengdpr/OpenDSR, specification.md. */
import * as z from "zod";
import { hasEnded, type PrivacyRequest, type RequestState } from "./request.ts";
import { timingOf, type Times } from "./schedule.ts";

export const apiVersion = "2.0";

export const callbacksMax = 5;

/** Section 8: what a machine understands of our states; the extensions say the rest. */
const statuses = {
  received: "pending",
  awaiting_identity: "pending",
  awaiting_approval: "pending",
  approved: "pending",
  on_hold: "pending",
  erasing: "in_progress",
  completed: "completed",
  partially_completed: "completed",
  denied: "cancelled",
  cancelled: "cancelled",
} as const satisfies Record<RequestState, string>;
export type RequestStatus = (typeof statuses)[RequestState];

export const statusOf = ({ state }: Pick<PrivacyRequest, "state">): RequestStatus =>
  statuses[state];

/** Section 5: an index of keyed hashes finds nothing by another hash. */
export const supportedIdentities = [{ identity_type: "email", identity_format: "raw" }] as const;

/** What can be told of every request: of its controller's, by the id that the controller gave it. */
export const RequestStatusView = z.object({
  controller_id: z.string(),
  subject_request_id: z.string(),
  request_status: z.enum(["pending", "in_progress", "completed", "cancelled"]),
  expected_completion_time: z.string(),
  api_version: z.literal(apiVersion),
  extensions: z.record(
    z.string(),
    z.object({
      state: z.string(),
      laws: z.array(z.object({ law: z.string(), due: z.string() })),
    }),
  ),
});
export type RequestStatusView = z.infer<typeof RequestStatusView>;

interface Told {
  /** The processor's: under which our extension stands. */
  domain: string;
  now: string;
  times: Times;
}

/** `state`: as it is, or as it was when somebody was to be told of it. */
export function statusView(
  request: Pick<PrivacyRequest, "filedBy" | "reference" | "state"> & Parameters<typeof timingOf>[0],
  { domain, now, times }: Told,
): RequestStatusView {
  const { filedBy, reference = "", state } = request;
  const { clocks, due } = timingOf(request, now, times);
  const laws = clocks.map(({ law, dueAt }) => ({ law, due: dueAt }));
  return {
    controller_id: filedBy,
    subject_request_id: reference,
    request_status: statusOf(request),
    expected_completion_time: due.at,
    api_version: apiVersion,
    extensions: { [domain]: { state, laws: hasEnded(request) ? [] : laws } },
  };
}

/** Why an address may not be called back; undefined where it may. */
export function callbackRefusal(text: string, hosts: readonly string[]): string | undefined {
  const url = URL.parse(text);
  if (url?.protocol !== "https:") return "is no https address";
  if (url.port !== "" || url.username !== "" || url.password !== "" || url.hash !== "") {
    return "must be a plain address without port, name or password";
  }
  return hosts.includes(url.hostname) ? undefined : "is at a host that is not on the tenant's list";
}
