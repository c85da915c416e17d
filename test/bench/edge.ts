/** What the edge adds to the least that any receiver must do: one HMAC, one parse, one schema. */
import { createHmac, createSecretKey, randomBytes } from "node:crypto";
import { createWebhook } from "#functions/webhook/handler.ts";
import website from "#shared/channels/website.ts";
import { parseBody } from "#shared/channels/formats/format.ts";
import { createParameters } from "#shared/vault/parameters.ts";
import { pooledRandom } from "#shared/vault/random-pool.ts";
import { newKeyMaterial } from "#shared/vault/key-material.ts";
import { type Figure, timeInTurn } from "./report.ts";
import { planTraffic, signed } from "#test/load/traffic.ts";

const perRound = 400;

export async function edgeFigures(): Promise<Figure[]> {
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const [planned] = planTraffic({ deliveries: 1, customers: 1 });
  if (planned === undefined) throw new Error("no traffic was planned");
  const headers = signed(planned, secret);
  const body = Buffer.from(planned.body);
  const key = createSecretKey(secret.slice("whsec_".length), "base64");
  const secrets = website.secrets.parse({ signingSecret: secret });
  const settings = website.settings.parse({});
  const now = new Date();
  const delivery = {
    method: "POST",
    url: "https://hooks.test/webhooks/website",
    query: new URLSearchParams(),
    pathToken: undefined,
    headers,
    body,
  };
  const handler = webhookOf(secret);
  const event = {
    routeKey: "POST /webhooks/website",
    rawPath: "/webhooks/website",
    rawQueryString: "",
    headers,
    requestContext: { http: { method: "POST" } },
    pathParameters: {},
    body: planned.body,
    isBase64Encoded: false,
  };
  const prefix = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`;
  const times = await timeInTurn(
    {
      bare() {
        createHmac("sha256", key).update(prefix).update(body).digest("base64");
        const parsed = parseBody(website.format, body);
        if (parsed.kind === "parsed") website.payload.parse(parsed.value);
      },
      checked() {
        website.authenticate(delivery, { secrets, settings, now });
        const parsed = parseBody(website.format, body);
        if (parsed.kind === "parsed") website.payload.parse(parsed.value);
      },
      handler: () => handler(event, {} as never),
    },
    { perRound },
  );
  const { bare = Number.NaN, checked = Number.NaN, handler: whole = Number.NaN } = times;
  return [
    { what: "bare HMAC + parser + schema", value: bare, unit: "µs" },
    { what: "authenticate + parse + schema, to bare", value: checked / bare, unit: "×", bar: 1.5 },
    { what: "whole handler without the queue, to bare", value: whole / bare, unit: "×", bar: 4 },
  ];
}

function webhookOf(secret: string) {
  const stored = [
    { Name: "/tributary/demo/channels/website", Value: JSON.stringify({ signingSecret: secret }) },
    { Name: "/tributary/demo/keys/queue", Value: newKeyMaterial(randomBytes) },
  ];
  return createWebhook({
    channel: website,
    tenant: { tenant: "demo", phoneRegion: "CN", customFields: [], settings: {} },
    publicBaseUrl: "https://hooks.test",
    queue: { client: { send: async () => ({}) } as never, url: "https://queue.test/1/q" },
    parameters: createParameters({
      client: { send: async () => ({ Parameters: stored }) } as never,
      prefix: "/tributary/demo",
      names: [],
      now: Date.now,
    }),
    now: () => new Date(),
    random: pooledRandom(),
    log: () => {},
  });
}
