/** Deliveries that only announce a customer: what to ask the provider, and how to read its answer. */
import * as z from "zod";
import type { Understanding, UnderstandingContext } from "./channel.ts";

/** What waits until its data was asked for. */
export interface Announcement {
  /** The provider's own id of what happened: announced again, it waits once. */
  businessId: string;
  /** What the request needs, and nothing else of the delivery. */
  content: unknown;
}

/** Data and pure functions: who asks is a function of its own, far from the edge. */
export interface Lookup<Settings> {
  /** The only hosts that are ever asked, by their exact names, over HTTPS. */
  hosts: readonly string[];
  /** Undefined where the content is none that this channel announces. */
  request(content: unknown, settings: Settings): LookupRequest | undefined;
  /** What the body of an error says, for providers whose status says less. */
  failureOf?(error: unknown): LookupFailure | undefined;
  /** What the provider's answer says, as `normalise` says it of a payload. */
  normalise(answer: unknown, context: LookupContext<Settings>): Understanding[];
}

export interface LookupRequest {
  /** One of the hosts. */
  host: string;
  /** With its query. The access token is none of its business: it goes into a header. */
  path: string;
  headers?: Readonly<Record<string, string>>;
}

export interface LookupContext<Settings> extends Omit<UnderstandingContext<Settings>, "headers"> {
  announcement: Announcement;
}

/** Why nothing was told, in our own words: what a provider answers may quote a customer. */
export type LookupFailure =
  | "the host is not on the list"
  | "not reached"
  | "not answered in time"
  | "redirected"
  | "the token was refused"
  | "the token may not read it"
  | "asked too often"
  | "not found"
  | "answered with an error"
  | "the answer is too large"
  | "the answer is no JSON";

/** The parameter in which a tenant keeps what it may ask a provider with: printable, as headers are. */
export const AccessToken = z.strictObject({
  accessToken: z.string().regex(/^[\x21-\x7e]{8,2000}$/),
});
export type AccessToken = z.infer<typeof AccessToken>;
