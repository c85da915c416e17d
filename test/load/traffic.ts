/** Deliveries of many invented customers, the same for the same numbers: signed when they are sent. */
import { createHash, createHmac } from "node:crypto";

export interface Planned {
  /** The sender's id: the same at every attempt. */
  id: string;
  body: string;
}

export interface TrafficOptions {
  deliveries: number;
  customers: number;
}

/**
 * Each customer comes first with phone and e-mail, later with one of the two and something new to
 * say; of twenty deliveries one is a repetition. Answers them in an order that mixes customers.
 */
export function planTraffic({ deliveries, customers }: TrafficOptions): Planned[] {
  const distinct = deliveries - Math.floor(deliveries / 20);
  const planned = Array.from({ length: deliveries }, (_, at) =>
    deliveryOf(at < distinct ? at : (at - distinct) * 19, customers),
  );
  return planned.sort((a, b) => (mixed(a.id) < mixed(b.id) ? -1 : 1));
}

const mixed = (text: string): string => createHash("sha256").update(text).digest("hex");

function deliveryOf(at: number, customers: number): Planned {
  const customer = at % customers;
  const visit = Math.floor(at / customers);
  const phone = `+86139${String(10_000_000 + customer * 7)}`;
  const email = `customer${customer}@mail-${customer % 97}.cn`;
  const said = [
    { fullName: `Customer ${customer}`, phone, email, city: "Shanghai" },
    { phone, company: `Company ${customer % 311} Ltd`, jobTitle: `Manager ${visit}` },
    { email, note: `visit ${visit}`, utmSource: "newsletter" },
  ];
  const data = { form: "contact", ...said[Math.min(visit, said.length - 1)], visit };
  const timestamp = new Date(Date.UTC(2026, 0, 1) + at * 1_000).toISOString();
  return { id: `msg_${at}`, body: JSON.stringify({ type: "form.submitted", timestamp, data }) };
}

export function signed({ id, body }: Planned, secret: string): Record<string, string> {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
  };
}
