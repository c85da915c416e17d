/** `npm run verify-audit`: whether the audit is whole; if not, where it is broken first, and how. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import * as z from "zod";
import { StartError } from "#infra/local/errors.ts";
import { privateMode } from "#infra/local/whole-file.ts";
import { type AuditRow } from "#shared/domain/audit/entry.ts";
import { verifyAudit } from "#shared/domain/audit/verify.ts";
import { parseKeyMaterial } from "#shared/vault/key-material.ts";
import { signerOf } from "#shared/vault/signing-key.ts";
import { readOptions, type VerifyOptions } from "./verify-audit/options.ts";
import { asLines, readAnswering, readFile } from "./verify-audit/read.ts";
import { tell } from "./verify-audit/tell.ts";

try {
  process.exitCode = await verify(readOptions(process.env, process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** Answers the exit code: 1 where it does not hold. */
async function verify(options: VerifyOptions): Promise<number> {
  const { tenant, remembered, save } = options;
  const rows = await rowsOf(options);
  if (save !== undefined) writeFileSync(save, asLines(rows), { mode: privateMode });
  const keys = keysOf(options);
  const verdict = verifyAudit({ tenant, rows, keys, remembered });
  console.log(tell({ verdict, rows, keyKnown: keys !== undefined }));
  return verdict.breaks.length > 0 ? 1 : 0;
}

async function rowsOf({ source }: VerifyOptions): Promise<AuditRow[]> {
  switch (source.kind) {
    case "file":
      return readFile(source.path);
    case "running":
      return readAnswering({ ...source, token: "local:auditor:verify-audit" });
    case "deployed":
      // Not an argument: every process on the machine could read it.
      return readAnswering({ ...source, token: (await text(process.stdin)).trim() });
  }
}

/** Of the run on this machine they are at hand; elsewhere somebody has to know them. */
function keysOf({ source, keys }: VerifyOptions): ReadonlySet<string> | undefined {
  if (keys.length > 0) return new Set(keys);
  if (source.kind !== "running" || !existsSync(source.keysFile)) return undefined;
  const { audit } = z
    .object({ audit: z.string() })
    .parse(JSON.parse(readFileSync(source.keysFile, "utf8")));
  return signerOf(parseKeyMaterial("audit", audit)).keys;
}
