/** How long each function may run, in seconds, and what follows from it for its queue. */

export const timeoutSeconds = {
  /** Most providers hang up after five to ten; a cold start with its two calls takes one. */
  webhook: 10,
  /** A full batch, one refused transaction after another. */
  consumer: 60,
  quarantine: 60,
  /** Ten messages full of people, and nobody who waits for them. */
  duplicates: 120,
  /** Below the HTTP API's own limit of 30. */
  api: 29,
  /** It waits for the API. */
  pages: 29,
  expire: 300,
  /** It begins nothing in the last third: what was begun comes to an end. */
  erasure: 300,
  /** A thousand queries and a report; nobody waits for it. */
  metrics: 300,
  /** After an outage it reads all that was written meanwhile. */
  auditDigest: 300,
  /** It begins nothing in the last third: what was found is kept. */
  inspection: 300,
  /** A schedule's minute: it begins nothing in the second half of it. */
  fetch: 60,
} as const;

/**
 * A message stays hidden for six times its function's timeout, so that a throttled event source can
 * try again before another copy appears. docs.aws.amazon.com: lambda, services-sqs-configure.
 */
export const visibilityPerTimeout = 6;
