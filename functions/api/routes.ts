/** Every route of the staff API, and how a request finds its own. */
import { readAudit } from "./audit.ts";
import { readOneCertificate } from "./certificates.ts";
import { liftOneHold, listAllHolds, placeHold } from "./holds.ts";
import { comparePerson } from "./comparison.ts";
import { correctPerson } from "./corrections.ts";
import { readEvent } from "./events.ts";
import { listAllDecisions, mergePeople, revokeDecision, splitPerson } from "./merges.ts";
import { liftSuppressed, replayLedger } from "./ledger.ts";
import {
  cancelByMachine,
  certificatePath,
  certificateRequestPath,
  discoveryPath,
  fileByMachine,
  statusForMachine,
} from "./opendsr.ts";
import { readPerson, readPersonEvents, searchPeople } from "./people.ts";
import {
  approveRequest,
  cancelRequest,
  choosePeople,
  confirmIdentity,
  denyRequest,
  extendRequest,
  holdRequest,
  previewRequest,
  resumeRequest,
} from "./request-steps.ts";
import { decideQualityAlert, listQualityAlerts, readQualityReport } from "./quality.ts";
import { fileRequest, listAllRequests, readOneRequest, searchRequests } from "./requests.ts";
import { decideReview, listReviews } from "./reviews.ts";
import type { Route } from "./route.ts";

export const routes: readonly Route[] = [
  searchPeople,
  readPerson,
  readPersonEvents,
  comparePerson,
  readEvent,
  listReviews,
  decideReview,
  correctPerson,
  mergePeople,
  splitPerson,
  listAllDecisions,
  revokeDecision,
  readAudit,
  readQualityReport,
  listQualityAlerts,
  decideQualityAlert,
  fileRequest,
  listAllRequests,
  searchRequests,
  readOneRequest,
  confirmIdentity,
  choosePeople,
  previewRequest,
  approveRequest,
  denyRequest,
  holdRequest,
  resumeRequest,
  extendRequest,
  cancelRequest,
  readOneCertificate,
  liftSuppressed,
  replayLedger,
  placeHold,
  listAllHolds,
  liftOneHold,
  fileByMachine,
  statusForMachine,
  cancelByMachine,
];

export type FoundRoute =
  | { kind: "found"; route: Route; path: Record<string, string> }
  | { kind: "health" }
  | { kind: "contract" }
  | { kind: "discovery" }
  | { kind: "certificate" }
  | { kind: "certificate request" }
  | { kind: "other method" }
  | { kind: "unknown" };

const patterns = routes.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace(/\{(\w+)\}/g, "(?<$1>[\\w.-]{1,100})")}$`),
}));

const literals = new Set(routes.map(({ path }) => path).filter((path) => !path.includes("{")));

/** Literal segments come before parameters: `/v1/people/search` is nobody's id. */
export function findRoute(method: string, path: string): FoundRoute {
  if (method === "GET" && path === "/health") return { kind: "health" };
  if (method === "GET" && path === "/openapi.json") return { kind: "contract" };
  if (method === "GET" && path === discoveryPath) return { kind: "discovery" };
  if (method === "GET" && path === certificatePath) return { kind: "certificate" };
  if (method === "GET" && path === certificateRequestPath) return { kind: "certificate request" };
  let otherMethod = false;
  for (const { route, pattern } of patterns) {
    const match = pattern.exec(path);
    if (match === null || (literals.has(path) && route.path !== path)) continue;
    if (route.method === method) return { kind: "found", route, path: { ...match.groups } };
    otherMethod = true;
  }
  return { kind: otherMethod ? "other method" : "unknown" };
}
