/** What the command line says about a verification. */
import { parseArgs } from "node:util";
import { StartError } from "#infra/local/errors.ts";
import { readPort } from "../start/options.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface VerifyOptions {
  tenant: string;
  source:
    | { kind: "running"; baseUrl: string; keysFile: string }
    | { kind: "deployed"; baseUrl: string }
    | { kind: "file"; path: string };
  /** Where to keep what was read. */
  save: string | undefined;
  /** Public keys that may have signed; none: whichever the digests name. */
  keys: readonly string[];
  /** Digests that somebody remembers, by place. */
  remembered: ReadonlyMap<number, string>;
}

const usage =
  "npm run verify-audit                                  the one that runs here\n" +
  "npm run verify-audit -- --save audit.jsonl            and keep what was read\n" +
  "npm run verify-audit -- --tenant acme audit.jsonl     what was kept\n" +
  "npm run verify-audit -- --tenant acme --url https://… < token\n" +
  "With --key=KEY only that one may have signed; --digest 812:HASH, from the log, must still be there.";

/** Throws a StartError that says how it is called. */
export function readOptions(environment: Environment, args: readonly string[]): VerifyOptions {
  const { values, positionals } = parse(args);
  const [path, ...more] = positionals;
  if (more.length > 0 || (path !== undefined && values.url !== undefined)) {
    throw new StartError(`Verify one audit at a time.\n${usage}`);
  }
  const folder = environment["STATE_DIR"] || ".local";
  const running = {
    kind: "running",
    baseUrl: `http://localhost:${readPort(environment)}`,
    keysFile: `${folder}/keys.json`,
  } as const;
  const deployed = values.url && ({ kind: "deployed", baseUrl: values.url } as const);
  return {
    tenant: values.tenant ?? (environment["TENANT"] || "demo"),
    source: path === undefined ? deployed || running : { kind: "file", path },
    save: values.save,
    keys: values.key,
    remembered: new Map(values.digest.map(placeAndHash)),
  };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const texts = { type: "string", multiple: true, default: [] as string[] } as const;
  const options = { tenant: text, url: text, save: text, key: texts, digest: texts };
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (cause) {
    throw new StartError(`npm run verify-audit does not know this.\n${usage}`, { cause });
  }
}

function placeAndHash(text: string): [number, string] {
  const [, place, hash] = /^([1-9]\d{0,11}):([\w-]{43})$/.exec(text) ?? [];
  if (place === undefined || hash === undefined) {
    throw new StartError(`${text} is no digest: say its number and its hash, as in 812:HASH.`);
  }
  return [Number(place), hash];
}
