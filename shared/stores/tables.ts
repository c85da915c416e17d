/** The tables of one tenant, and the client they are reached through. */
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Vault } from "#shared/vault/vault.ts";

/** Physical names, from the function's environment. */
export interface Tables {
  index: string;
  events: string;
  people: string;
  keys: string;
  reviews: string;
  privacy: string;
}

/** The GSI of `events`, keys only: lists a person's events, never decides who somebody is. */
export const eventsByPerson = "by-person";
/** The GSI of `reviews`: lists what waits for a human. */
export const reviewsByKind = "by-kind";
/** The GSI of `privacy`: lists requests by the date they are due, and the ledger by its moments. */
export const requestsByDue = "by-due";

export interface Store {
  database: Pick<DynamoDBDocumentClient, "send">;
  tables: Tables;
  vault: Vault;
}

/** What only those see who write or read the audit. */
export interface AuditTable {
  audit: string;
}
export type AuditStore = Pick<Store, "database"> & { tables: AuditTable };

/** What only those see who count, or read what was counted. */
export interface QualityTable {
  quality: string;
}
export type QualityStore = Pick<Store, "database" | "vault"> & { tables: QualityTable };
