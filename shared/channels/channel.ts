/** The contract of a channel: everything about one provider, nothing about AWS. */
import * as z from "zod";
import type { Trust } from "#shared/domain/event.ts";
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { IdentifierType } from "#shared/domain/identifier.ts";
import type { Statement } from "#shared/domain/statement.ts";
import type { Delivery, Reply } from "./delivery.ts";
import type { Format } from "./formats/format.ts";
import type { Announcement, Lookup } from "./lookup.ts";

/** The verdict on the bytes. Reasons are for our log: a sender only ever sees 401. */
export type Authentication =
  | {
      kind: "authentic";
      trust: Exclude<Trust, "staff">;
      /** What to parse, where the body was an encrypted envelope. */
      body?: Buffer;
      /** Which of the tenant's accounts it came from, where the secret that fits tells. */
      account?: string;
    }
  | { kind: "refused"; reason: RefusalReason };

export type RefusalReason =
  | "no secret configured"
  | "signature missing"
  | "signature malformed"
  | "signature wrong"
  | "timestamp missing"
  | "timestamp outside the window"
  | "token wrong"
  | "encrypted under another key"
  | "not for this account"
  | "origin not allowed";

/**
 * What a channel understood: one entry per customer; a `ping`, which is recognised and says nothing
 * about a customer (test pushes, job reports, withheld numbers); a customer who is announced, but of
 * whom the delivery says nothing yet; or a part it could not read, with a reason in our own words,
 * for logs may show it.
 */
export type Understanding =
  | { kind: "statement"; statement: Statement }
  | { kind: "ping" }
  | { kind: "awaiting data"; announcement: Announcement }
  | { kind: "unclear"; reason: string };

export interface UnderstandingContext<Settings> {
  settings: Settings;
  /** The tenant's fields, custom ones included. */
  fields: FieldRegistry;
  headers: Delivery["headers"];
  /** As `authenticate` found them: what nobody signed proves nothing. */
  trust: Exclude<Trust, "staff">;
  account: string | undefined;
  receivedAt: Date;
}

export interface AuthenticationContext<Secrets, Settings = unknown> {
  secrets: Secrets;
  settings: Settings;
  now: Date;
}

/** What kind of sender it is: the order in which the catalogue and the demo show them. */
export const channelGroups = ["own", "form", "shop", "system", "chat", "call", "campaign"] as const;
export type ChannelGroup = (typeof channelGroups)[number];

/** How the authentication scheme is known to be right; `unconfirmed` is off unless a tenant asks. */
export type Confirmation = "published vector" | "provider's document" | "unconfirmed";

/** A text without words, such as a field's name, is the same in both languages. */
export type CatalogueLine = string | { en: string; zh: string };

export interface Channel<
  Settings extends z.ZodType = z.ZodType,
  Secrets extends z.ZodType = z.ZodType,
  Payload extends z.ZodType = z.ZodType,
> {
  /** Lower case with hyphens: the path segment, the name of its function and of its secret. */
  name: string;
  title: { en: string; zh: string };
  group: ChannelGroup;
  /** For the catalogue: which header or parameter, which algorithm, over what. */
  authentication: CatalogueLine;
  trust: Exclude<Trust, "staff">;
  confirmation: Confirmation;
  /** Identifier types that this channel proves the customer holds; what people type is only claimed. */
  verifies: readonly IdentifierType[];
  /**
   * The headers that `normalise` reads, lower case. It gets no others, and they are kept with a
   * delivery that waits for a human: with the body they are what tells one delivery from another.
   */
  readsHeaders?: readonly string[];
  /** For the catalogue: where the provider's id of an event is. */
  businessId: CatalogueLine;
  /** For the catalogue: what the provider is answered, to its handshake as well. */
  answer: CatalogueLine;
  /** Whether the URL ends in an unguessable token. */
  pathToken: boolean;
  /** Beside GET and POST: browsers ask by OPTIONS whether they may send, some providers by HEAD. */
  furtherMethods?: readonly ("HEAD" | "OPTIONS")[];
  /** How the body is written, after decryption where there is any. */
  format: Format;
  /** Bytes; the platform's own limit is above it. */
  bodyBytesMax: number;
  /** Parsed from the tenant file. */
  settings: Settings;
  /** What the provider shows or asks for; several values at once while one is being rotated. */
  secrets: Secrets;
  /** Fresh secrets of the shape above, for a new embedded run and for tokens that we choose. */
  generateSecrets(
    randomBytes: (count: number) => Buffer,
    settings: z.output<Settings>,
  ): z.input<Secrets>;
  payload: Payload;
  /** A GET (or a POST that is none of ours to keep) by which a provider checks the address. */
  handshake?(
    delivery: Delivery,
    context: AuthenticationContext<z.output<Secrets>, z.output<Settings>>,
  ): Handshake | undefined;
  /** On the raw bytes, before any parsing, in constant time. */
  authenticate(
    delivery: Delivery,
    context: AuthenticationContext<z.output<Secrets>, z.output<Settings>>,
  ): Authentication;
  normalise(
    payload: z.output<Payload>,
    context: UnderstandingContext<z.output<Settings>>,
  ): Understanding[];
  /** How what a delivery only announces is asked for, where the provider sends no more than that. */
  lookup?: Lookup<z.output<Settings>>;
  /** The provider's exact success answer; `{"events":[ids]}` where it is free. */
  reply?(accepted: Accepted<z.output<Secrets>, z.output<Settings>>): Reply;
}

interface Accepted<Secrets, Settings> {
  eventIds: readonly string[];
  delivery: Delivery;
  /** As `authenticate` found it. */
  account: string | undefined;
  /** For providers that want their answer encrypted. */
  secrets: Secrets;
  settings: Settings;
}

type Handshake = { kind: "reply"; reply: Reply } | { kind: "refused"; reason: RefusalReason };

/** Most deliveries are a few KiB; a channel with larger ones says so. */
export const bodyBytesMaxDefault = 256 * 1024;

/** Keeps the schemas' types while checking the contract. */
export function defineChannel<
  Settings extends z.ZodType,
  Secrets extends z.ZodType,
  Payload extends z.ZodType,
>(channel: Channel<Settings, Secrets, Payload>): Channel<Settings, Secrets, Payload> {
  return channel;
}

/** One secret, or several while the provider is being moved from the old to the new one. */
export const RotatingSecret = z
  .union([z.string().min(8).max(1_000), z.array(z.string().min(8).max(1_000)).min(1).max(4)])
  .transform((secret) => (typeof secret === "string" ? [secret] : secret));
