/** Sends a day's deliveries through the front door, several at a time. */
import { channelOf } from "#shared/domain/quality/metrics.ts";
import { DemoError } from "../demo/errors.ts";
import { type Product, request } from "../demo/product.ts";
import type { Delivery } from "./traffic.ts";

export interface Sending {
  product: Product;
  /** By channel. */
  secrets: Readonly<Record<string, unknown>>;
  /** As the product's clock shows it. */
  now: Date;
  randomBytes: (count: number) => Buffer;
}

const sendersAtOnce = 16;

/** Throws a DemoError where a delivery is refused. */
export async function sendDay(deliveries: readonly Delivery[], sending: Sending): Promise<void> {
  const waiting = deliveries.values();
  const sender = async (): Promise<void> => {
    for (const delivery of waiting) await send(delivery, sending);
  };
  await Promise.all(Array.from({ length: sendersAtOnce }, sender));
}

async function send({ source, said }: Delivery, sending: Sending): Promise<void> {
  const { product, secrets, ...signing } = sending;
  const channel = channelOf(source.name);
  const address = `${product.baseUrl}/webhooks/${channel}`;
  const signed = source.sign(said, { ...signing, secrets: secrets[channel], address });
  const { url, method, headers, body } = signed;
  const response = await request(url, { method, headers, body: Uint8Array.from(body) });
  const text = await response.text();
  if (!response.ok) throw new DemoError(`${channel} was refused: ${response.status} ${text}`);
}
