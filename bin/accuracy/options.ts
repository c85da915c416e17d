/** What the command line of `npm run accuracy` says. */
import { parseArgs } from "node:util";
import { PromotableKeyName } from "#shared/domain/duplicates/composite-key.ts";
import { AccuracyError } from "./errors.ts";

export const usage =
  "npm run accuracy -- people.csv --map mapping.json --truth column " +
  "[--promote name-birthday,name-company] [--tenant demo] [--json]";

export interface Options {
  file: string;
  /** The mapping's file. */
  map: string;
  /** The column that says who a row is really about. */
  truth: string;
  tenant: string;
  /** Undefined: as the tenant has it. */
  promote: readonly PromotableKeyName[] | undefined;
  json: boolean;
}

/** Throws an AccuracyError that says which argument is missing or unknown. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  const [file, ...more] = positionals;
  const { map, truth, tenant = "demo", promote, json = false } = values;
  if (!file) throw misused("Say which CSV file.");
  if (more.length > 0) throw misused("Say one CSV file, not several.");
  if (!map) throw misused("Say with --map which mapping tells what its columns mean.");
  if (!truth) throw misused("Say with --truth which column tells who a row is really about.");
  return { file, map, truth, tenant, promote: readKeys(promote), json };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        map: { type: "string" },
        truth: { type: "string" },
        tenant: { type: "string" },
        promote: { type: "string" },
        json: { type: "boolean" },
      },
    });
  } catch (cause) {
    throw misused(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Every key once, in the order given. */
function readKeys(text: string | undefined): PromotableKeyName[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(",").map((name) => name.trim());
  return [...new Set(names)].map((name) => {
    const parsed = PromotableKeyName.safeParse(name);
    if (parsed.success) return parsed.data;
    const known = PromotableKeyName.options.join(", ");
    throw misused(`--promote: there is no key "${name}"; keys: ${known}`);
  });
}

function misused(problem: string, cause?: ErrorOptions): AccuracyError {
  return new AccuracyError(`${problem}\n${usage}`, cause);
}
