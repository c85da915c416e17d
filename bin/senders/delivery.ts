/** What a provider sends us. Senders sign by themselves, so that no bug of a channel can hide here. */

export interface SignedDelivery {
  method: "GET" | "POST" | "HEAD" | "OPTIONS";
  /** Absolute, with the query as it goes over the wire. */
  url: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
}

export interface SendingContext<Secrets> {
  /** As they stand in the secrets file. */
  secrets: Secrets;
  /** Of the channel, such as `https://hooks.example.net/webhooks/typeform`. */
  address: string;
  now: Date;
  randomBytes: (count: number) => Buffer;
}

/** One secret, or several of which the first is in use. */
export type Secret = string | readonly string[];

export function inUse(secret: Secret): string {
  const first = typeof secret === "string" ? secret : secret[0];
  if (first === undefined) throw new RangeError("there is no secret to sign with");
  return first;
}
