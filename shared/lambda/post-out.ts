/** One word to a listener outside: to an address that was looked at first, without detours, bounded. */
import { lookup } from "node:dns/promises";
import { request } from "node:https";
import { isPublicAddress } from "./public-address.ts";

export interface Outgoing {
  url: string;
  body: string;
  headers: Readonly<Record<string, string>>;
}

export type Posted =
  | { kind: "taken" }
  | { kind: "failed"; why: "no public address" | "not reached" | "not in time" | "refused" };

export interface Reach {
  /** Every address of a host. */
  resolve: (host: string) => Promise<readonly { address: string; family: number }[]>;
  isAllowed: (address: string) => boolean;
  /** Beside 443, and the authorities that the machine trusts. */
  port?: number;
  ca?: string;
  answerMsMax: number;
}

export const outside: Reach = {
  resolve: (host) => lookup(host, { all: true }),
  isAllowed: isPublicAddress,
  answerMsMax: 10_000,
};

/**
 * Never throws. What a name stands for is asked once, all of it has to be outside, and the connection
 * goes to what was looked at: a second answer of the name server changes nothing. A redirect is a refusal.
 */
export async function postOut(outgoing: Outgoing, reach: Reach): Promise<Posted> {
  const url = new URL(outgoing.url);
  const addresses = await reach.resolve(url.hostname).catch(() => []);
  const [first] = addresses;
  if (first === undefined) return { kind: "failed", why: "not reached" };
  if (!addresses.every(({ address }) => reach.isAllowed(address))) {
    return { kind: "failed", why: "no public address" };
  }
  return send(outgoing, { ...reach, ...first, url });
}

type Aim = Reach & { url: URL; address: string; family: number };

function send({ body, headers }: Outgoing, aim: Aim): Promise<Posted> {
  const signal = AbortSignal.timeout(aim.answerMsMax);
  return new Promise((resolve) => {
    const sent = request(
      aim.url,
      {
        method: "POST",
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
        lookup: (_host, options, found) => {
          const { address, family } = aim;
          if (options.all === true) found(null, [{ address, family }]);
          else found(null, address, family);
        },
        ...(aim.port !== undefined && { port: aim.port }),
        ...(aim.ca !== undefined && { ca: aim.ca }),
        agent: false,
        signal,
      },
      (response) => {
        // What it says does not matter, and is not read.
        response.destroy();
        const { statusCode = 0 } = response;
        const taken = statusCode >= 200 && statusCode < 300;
        resolve(taken ? { kind: "taken" } : { kind: "failed", why: "refused" });
      },
    );
    sent.on("error", () =>
      resolve({ kind: "failed", why: signal.aborted ? "not in time" : "not reached" }),
    );
    sent.end(body);
  });
}
