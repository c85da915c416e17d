/** The proof of a delivery, wherever it stands, and what may be wrong with it. */
import type { SignedDelivery } from "#bin/senders/delivery.ts";
import { addressOf, type ChannelCase } from "./case.ts";

export const spoiled = {
  missing: () => undefined,
  empty: () => "",
  truncated: (proof: string) => proof.slice(0, -1),
  lengthened: (proof: string) => `${proof}0`,
  wrong: (proof: string) => {
    const middle = Math.floor(proof.length / 2);
    return `${proof.slice(0, middle)}${proof[middle] === "0" ? "1" : "0"}${proof.slice(middle + 1)}`;
  },
} as const;

/** The delivery with another proof, or with none. */
export function withProof<Secrets>(
  signed: SignedDelivery,
  { proof, channel }: ChannelCase<Secrets>,
  change: (proof: string) => string | undefined,
): SignedDelivery {
  const url = new URL(signed.url);
  if (proof === "path token") {
    const token = url.pathname.split("/").at(-1) ?? "";
    return { ...signed, url: `${addressOf(channel)}/${encodeURIComponent(change(token) ?? "")}` };
  }
  if ("query" in proof) {
    const changed = change(url.searchParams.get(proof.query) ?? "");
    if (changed === undefined) url.searchParams.delete(proof.query);
    else url.searchParams.set(proof.query, changed);
    return { ...signed, url: url.href };
  }
  if ("body" in proof) return { ...signed, body: withProofInBody(signed.body, proof.body, change) };
  const { [proof.header]: known = "", ...headers } = signed.headers;
  const changed = change(known);
  return {
    ...signed,
    headers: changed === undefined ? headers : { ...headers, [proof.header]: changed },
  };
}

function withProofInBody(
  body: Buffer,
  place: RegExp,
  change: (proof: string) => string | undefined,
): Buffer {
  const text = body.toString("utf8").replace(place, (match: string, proof: string) => {
    const changed = change(proof);
    return changed === undefined ? "" : match.replace(proof, () => changed);
  });
  return Buffer.from(text);
}
