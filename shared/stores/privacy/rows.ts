/** Where rows of the table stand: all that there is about one thing is one partition. */
import type { Identifier } from "#shared/domain/identifier.ts";
import type { Store } from "../tables.ts";

export const requestRow = "request";
export const stepPrefix = "step#";

export const requestPartition = (id: string): string => `request#${id}`;
export const requestKey = (id: string) => ({ k: requestPartition(id), s: requestRow });

/** Steps sort by time, and those of one moment by the version that they led to. */
export const stepKey = (id: string, { at, version }: { at: string; version: number }) => ({
  k: requestPartition(id),
  s: `${stepPrefix}${at}#${String(version).padStart(6, "0")}`,
});

export const partingPrefix = "parting#";
/** Whom somebody came apart from who was erased while the request restricted them. */
export const partingKey = (id: string, erasedId: string) => ({
  k: requestPartition(id),
  s: `${partingPrefix}${erasedId}`,
});

export const certificateKey = (id: string) => ({ k: requestPartition(id), s: "certificate" });

export const subjectPartition = (identifierKey: string): string => `subject#${identifierKey}`;

/** Leads from an identifier to a request about it, also when nothing else of it is left. */
export const subjectKey = (identifierKey: string, requestId: string) => ({
  k: subjectPartition(identifierKey),
  s: requestPartition(requestId),
});

export const holdKey = (id: string) => ({ k: `hold#${id}`, s: "hold" });

/** Which holds name an identifier or an event, by its keyed hash. */
export const heldKey = (key: string) => ({ k: `held#${key}`, s: "held" });

export const taskPartition = "task";

export const identifierKeys = (
  identifiers: readonly Identifier[],
  { vault }: Pick<Store, "vault">,
): string[] => [...new Set(identifiers.map((each) => vault.identifierKey(each)))];
