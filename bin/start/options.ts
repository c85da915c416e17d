/** What the environment and the command line say about an embedded run. */
import { parseArgs } from "node:util";
import { StartError } from "#infra/local/errors.ts";
import type { PlatformOptions } from "#infra/local/platform.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws a StartError that says what a variable or an argument should be. */
export function readOptions(
  environment: Environment,
  args: readonly string[],
): Omit<PlatformOptions, "onLine"> {
  return {
    tenant: environment["TENANT"] || "demo",
    folder: environment["STATE_DIR"] || ".local",
    port: readPort(environment),
    fresh: readFresh(args),
    dynamoDbEndpoint: readEndpoint(environment),
  };
}

const portMax = 65_535;

/** Where `npm start` listens. 0 = any free port. */
export function readPort(environment: Environment): number {
  const text = environment["PORT"] || "3000";
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= portMax) return port;
  const given = JSON.stringify(text);
  throw new StartError(
    `PORT is ${given}: it must be a number from 0 (any free port) to ${portMax}, as in PORT=3001 npm start`,
  );
}

function readEndpoint({ DYNAMODB_ENDPOINT: text }: Environment): string | undefined {
  if (!text) return undefined;
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? "")) return text;
  const given = JSON.stringify(text);
  throw new StartError(
    `DYNAMODB_ENDPOINT is ${given}: it must be an address, as in DYNAMODB_ENDPOINT=http://localhost:8000 npm start`,
  );
}

function readFresh(args: readonly string[]): boolean {
  try {
    const { values } = parseArgs({ args: [...args], options: { fresh: { type: "boolean" } } });
    return values.fresh ?? false;
  } catch (cause) {
    throw new StartError(
      `npm start does not know ${args.join(" ")}. To forget what was before: npm start -- --fresh`,
      { cause },
    );
  }
}
