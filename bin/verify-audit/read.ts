/** The rows of an audit: from a Tributary that answers, or from a file. */
import { readFileSync } from "node:fs";
import * as z from "zod";
import { StartError } from "#infra/local/errors.ts";
import { AuditRow, type ChainName, digestChain, entryChains } from "#shared/domain/audit/entry.ts";

/** What is left where the content of a row is none. */
const Spoilt = AuditRow.omit({ entry: true, digest: true });
const Row = z.union([AuditRow, Spoilt]);
const Page = z.object({ rows: z.array(Row), next: z.string().optional() });

const pageSize = "500";

export interface Address {
  baseUrl: string;
  token: string;
}

/** Digests first: what they have signed was written before, so that it is among the rest. */
export async function readAnswering(address: Address): Promise<AuditRow[]> {
  const chains: AuditRow[][] = [];
  for (const chain of [digestChain, ...entryChains]) chains.push(await readChain(chain, address));
  return chains.flat();
}

async function readChain(chain: ChainName, address: Address): Promise<AuditRow[]> {
  const rows: AuditRow[] = [];
  let after: string | undefined;
  do {
    const query = new URLSearchParams({ chain, limit: pageSize, ...(after && { after }) });
    const page = Page.parse(await ask(`/v1/audit?${query.toString()}`, address));
    rows.push(...page.rows);
    after = page.next;
  } while (after !== undefined);
  return rows;
}

/** Throws a StartError where nobody answers, or does not answer this. */
async function ask(path: string, { baseUrl, token }: Address): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${baseUrl}${path}`, { headers }).catch(() => undefined);
  if (response === undefined) {
    throw new StartError(
      `No Tributary answers at ${baseUrl}. Start it first: npm start\n` +
        "If it runs on another port: PORT=… npm run verify-audit",
    );
  }
  if (response.ok) return response.json();
  const role = response.status === 403 ? " Its token must have the role auditor or admin." : "";
  throw new StartError(`${baseUrl} answers ${response.status} to who reads its audit.${role}`);
}

/** One row a line, as `--save` writes them. Throws a StartError that names the line. */
export function readFile(path: string): AuditRow[] {
  return textOf(path)
    .split("\n")
    .flatMap((line, at) => {
      if (line === "") return [];
      const row = Row.safeParse(parseJson(line));
      if (row.success) return [row.data];
      throw new StartError(`${path}, line ${at + 1}: this is no row of an audit.`);
    });
}

export const asLines = (rows: readonly AuditRow[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join("");

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new StartError(`${path} cannot be read.`, { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
