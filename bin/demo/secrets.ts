/** What the demo signs with: the secrets that `npm start` generated, as its file holds them. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { account } from "./bodies.ts";
import { DemoError } from "./errors.ts";

const Secret = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

const Secrets = z.object({
  website: z.object({ signingSecret: Secret }),
  typeform: z.object({ secret: Secret }),
  shopify: z.object({ appSecret: Secret }),
  "wechat-official": z.object({ [account]: z.object({ token: Secret, encodingAESKey: Secret }) }),
  "twilio-voice": z.object({ authToken: Secret }),
  jinshuju: z.object({ pathToken: Secret }),
});
/** By channel. */
export type Secrets = z.infer<typeof Secrets>;
export type ChannelName = keyof Secrets;

const State = z.object({ tenant: z.string() });

/** Throws a DemoError where there are none, where they cannot be used, or are another tenant's. */
export function readSecrets(folder: string): Secrets {
  return readFile(folder, Secrets);
}

/** Of every channel, each to be checked by the channel itself. Throws as {@link readSecrets} does. */
export function readAllSecrets(folder: string): Record<string, unknown> {
  return readFile(folder, z.record(z.string(), z.unknown()));
}

function readFile<Content>(folder: string, schema: z.ZodType<Content>): Content {
  const file = join(folder, "secrets.json");
  if (!existsSync(file)) {
    throw new DemoError(
      `There is no ${file}. Say where the running Tributary keeps its state:\n` +
        "STATE_DIR=… npm run demo",
    );
  }
  checkTenant(join(folder, "state.json"));
  const parsed = schema.safeParse(parseJson(file));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join(".")}: ${message}`,
  );
  throw new DemoError(`${file} was edited and cannot be used:\n${problems.join("\n")}`);
}

function checkTenant(file: string): void {
  const { data } = State.safeParse(existsSync(file) ? parseJson(file) : undefined);
  if (data === undefined || data.tenant === "demo") return;
  throw new DemoError(
    `What runs is the tenant ${data.tenant}; the demo fills in the forms of the tenant demo.`,
  );
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new DemoError(`${file} is no JSON: mend it, or npm start -- --fresh`, { cause });
  }
}
