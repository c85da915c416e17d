/** Sends the story, delivery by delivery, and says what became of each. */
import { styleText } from "node:util";
import type { SignedDelivery } from "../senders/delivery.ts";
import { DemoError } from "./errors.ts";
import { type Product, request } from "./product.ts";
import type { Signing, Telling } from "./story.ts";
import { eventsOf } from "./understood.ts";

export interface Told {
  deliveries: number;
  repetitions: number;
  /** Each once. */
  eventIds: string[];
}

interface Prepared extends Telling {
  signed: SignedDelivery;
  eventIds: string[];
}

/** Throws a DemoError where a delivery is refused or the secrets cannot be used: then none is sent. */
export async function tell(
  story: readonly Telling[],
  product: Product,
  signing: Signing,
): Promise<Told> {
  const prepared = story.map((telling) => prepare(telling, signing));
  const known = new Set<string>();
  let repetitions = 0;
  for (const [at, telling] of prepared.entries()) {
    const reply = await post(telling, product);
    const fresh = telling.eventIds.filter((id) => !known.has(id));
    for (const id of fresh) known.add(id);
    if (fresh.length === 0) repetitions += 1;
    console.log(lineOf(at + 1, telling, { reply, fresh: fresh.length }));
  }
  return { deliveries: story.length, repetitions, eventIds: [...known] };
}

function prepare(telling: Telling, signing: Signing): Prepared {
  const signed = telling.sign(signing);
  const eventIds = eventsOf(signed, telling, signing).map(({ id }) => id);
  return { ...telling, signed, eventIds };
}

function lineOf(
  number: number,
  { channel, says }: Telling,
  { reply, fresh }: { reply: string; fresh: number },
): string {
  const news = ["nothing new", "1 new event"][fresh] ?? `${fresh} new events`;
  const colour = fresh === 0 ? "dim" : "green";
  return [
    `${String(number).padStart(2)}  ${styleText("bold", channel.padEnd(15))}  ${says}`,
    `      ${styleText("dim", `→ ${reply}`)}  ${styleText(colour, news)}`,
  ].join("\n");
}

/** The provider's view of the answer: status and body, cut to a line. */
export async function post(
  { channel, signed }: { channel: string; signed: SignedDelivery },
  { folder, own }: Product,
): Promise<string> {
  const { method, url, headers, body } = signed;
  const response = await request(url, { method, headers, body: Uint8Array.from(body) });
  const text = await response.text();
  if (response.status === 401) throw new DemoError(unauthentic(channel, folder, own));
  if (!response.ok) throw new DemoError(`${channel} was refused: ${response.status} ${text}`);
  return `${response.status} ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
}

/** A stranger is not told why; the likeliest reason is that file and memory differ. */
function unauthentic(channel: string, folder: string, own: boolean): string {
  const refused = `${channel} was refused: 401, the signature is not one that the receiver knows.`;
  if (own) return refused;
  return (
    `${refused}\nThe secrets were read from ${folder}/secrets.json: was it edited since npm start?` +
    "\nThen start again. Or does it keep its state elsewhere? STATE_DIR=… npm run demo"
  );
}
