/** What the edge adds to the least that any receiver must do: one HMAC, one parse, one schema. */
import { createHmac, createSecretKey, randomBytes } from "node:crypto";
import { createWebhook } from "#functions/webhook/handler.ts";
import { parseBody } from "#shared/channels/formats/format.ts";
import { newKeyMaterial } from "#shared/vault/key-material.ts";
import { createParameters } from "#shared/vault/parameters.ts";
import { pooledRandom } from "#shared/vault/random-pool.ts";
import { type EdgeFixture, edgeFixtures } from "./edge-fixtures.ts";
import { type Figure, timeInTurn } from "./report.ts";

const perRound = 400;

export async function edgeFigures(): Promise<Figure[]> {
  const now = new Date();
  const figures: Figure[] = [];
  for (const fixture of edgeFixtures(now)) figures.push(...(await figuresOf(fixture, now)));
  return figures;
}

async function figuresOf(fixture: EdgeFixture, now: Date): Promise<Figure[]> {
  const { name, channel, settings, signed } = fixture;
  const { body } = signed;
  const key = createSecretKey(randomBytes(32));
  const secrets = channel.secrets.parse(fixture.secrets);
  const url = new URL(signed.url);
  const delivery = { ...signed, query: url.searchParams, pathToken: undefined };
  const handler = webhookOf(fixture);
  const event = {
    routeKey: `POST ${url.pathname}`,
    rawPath: url.pathname,
    rawQueryString: "",
    headers: signed.headers,
    requestContext: { http: { method: "POST" } },
    pathParameters: {},
    body: body.toString(),
    isBase64Encoded: false,
  };
  const parseAndCheck = (): void => {
    const parsed = parseBody(channel.format, body);
    if (parsed.kind === "parsed") channel.payload.parse(parsed.value);
  };
  const times = await timeInTurn(
    {
      bare() {
        createHmac("sha256", key).update(body).digest("base64");
        parseAndCheck();
      },
      checked() {
        channel.authenticate(delivery, { secrets, settings, now });
        parseAndCheck();
      },
      handler: () => handler(event, {} as never),
    },
    { perRound },
  );
  const { bare = Number.NaN, checked = Number.NaN, handler: whole = Number.NaN } = times;
  return [
    { what: `${name}: bare HMAC + parser + schema`, value: bare, unit: "µs" },
    { what: `${name}: authenticate, parse, schema`, value: checked / bare, unit: "×", bar: 1.5 },
    { what: `${name}: whole handler, no queue`, value: whole / bare, unit: "×", bar: 4 },
  ];
}

function webhookOf({ channel, settings, secrets }: EdgeFixture) {
  const stored = [
    { Name: `/tributary/demo/channels/${channel.name}`, Value: JSON.stringify(secrets) },
    { Name: "/tributary/demo/keys/queue", Value: newKeyMaterial(randomBytes) },
  ];
  return createWebhook({
    channel,
    tenant: { tenant: "demo", phoneRegion: "CN", customFields: [], settings },
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
