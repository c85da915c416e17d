/** The last words of the demo: what happened, why it could, and what to try next. */
import { styleText } from "node:util";
import type { Product } from "./product.ts";
import type { Told } from "./tell.ts";

export interface Shown {
  told: Told;
  personId: string;
  product: Product;
}

export function closing({ told, personId, product }: Shown): string {
  const { deliveries, repetitions, eventIds } = told;
  const outcome = `${deliveries} deliveries, ${repetitions} of them repetitions → ${eventIds.length} events → 1 customer`;
  const next = product.own ? startFirst : whatNext(personId, product.baseUrl);
  return [styleText("bold", outcome), why, "", ...next].join("\n");
}

const why =
  "In any order: only WeChat proved whom it speaks of, so what she typed elsewhere could join the\n" +
  "rest. Two who both proved it stay two: what they merely typed alike is refused, and marked.";

const startFirst = [
  "What next: npm start, and in another terminal npm run demo; then her record stays to be read.",
];

function whatNext(personId: string, baseUrl: string): string[] {
  const as = (role: string, path: string) =>
    `  curl -s -H 'authorization: Bearer local:${role}:me' ${baseUrl}${path}`;
  return [
    "What next",
    "  her record, as a steward sees it, and as a viewer does: masked",
    as("steward", `/v1/people/${personId}`),
    as("viewer", `/v1/people/${personId}`),
    "  the events that it is folded from, and what waits for a human",
    as("steward", `/v1/people/${personId}/events`),
    as("steward", "/v1/reviews"),
    "  twenty days pass",
    "  npm run clock -- +20d",
  ];
}
