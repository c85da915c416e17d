/** `npm run verify-certificate -- certificate.json`: whether an erasure's certificate is genuine, to the byte. */
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import * as z from "zod";
import { verifyCertificate } from "#shared/domain/privacy/certificate.ts";
import { parseKeyMaterial } from "#shared/vault/key-material.ts";
import { signerOf } from "#shared/vault/signing-key.ts";
import { tell } from "./verify-certificate/tell.ts";

const usage =
  "npm run verify-certificate -- certificate.json             by the key of the run on this machine\n" +
  "npm run verify-certificate -- --key=KEY certificate.json   by the key that you were given";

try {
  const { values, positionals } = parseArgs({
    options: { key: { type: "string", multiple: true } },
    allowPositionals: true,
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new TypeError("Name one file.");
  const keys = values.key === undefined ? keysHere() : new Set(values.key);
  const verdict = verifyCertificate(parsed(readFileSync(file, "utf8")), keys);
  console.log(tell(verdict, keys !== undefined));
  process.exitCode = verdict.kind === "genuine" ? 0 : 1;
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  process.exitCode = 1;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of the run on this machine; elsewhere somebody has to say whose key it must be. */
function keysHere(): ReadonlySet<string> | undefined {
  const file = `${process.env["STATE_DIR"] || ".local"}/keys.json`;
  if (!existsSync(file)) return undefined;
  const { certificate } = z
    .object({ certificate: z.string() })
    .parse(JSON.parse(readFileSync(file, "utf8")));
  return signerOf(parseKeyMaterial("certificate", certificate)).keys;
}
