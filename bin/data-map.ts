/** `npm run data-map -- --tenant acme --lang zh --format csv`: what of whom is where, why and how long. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createApp } from "#infra/app.ts";
import type { Bundles } from "#infra/bundle.ts";
import { recordCsv } from "#infra/data-map/csv.ts";
import type { Language } from "#infra/data-map/declaration.ts";
import { recordMarkdown } from "#infra/data-map/markdown.ts";
import { type ProcessingRecord, recordOf } from "#infra/data-map/record.ts";
import type { FunctionSource } from "#infra/sources.ts";
import { askedTenant } from "./parameters/asked-tenant.ts";

type Print = (record: ProcessingRecord, language: Language) => string;
const formats: Readonly<Record<string, Print>> = {
  md: recordMarkdown,
  json: (record) => JSON.stringify(record, null, 2),
  csv: recordCsv,
};
const languages: readonly Language[] = ["en", "zh"];

const { tenant: name, lang, format } = options();
const language = languages.find((each) => each === lang);
const print = Object.hasOwn(formats, format) ? formats[format] : undefined;
if (language === undefined) refuse(`--lang is one of ${languages.join(", ")}`);
if (print === undefined) refuse(`--format is one of ${Object.keys(formats).join(", ")}`);

const tenant = askedTenant(name);
const folder = mkdtempSync(join(tmpdir(), "tributary-data-map-"));
try {
  const app = await createApp({
    tenants: [name],
    outdir: join(folder, "cdk.out"),
    bundle: withoutCode,
    forLocalRun: true,
  });
  app.synth();
  console.log(print(recordOf(app, tenant, language), language));
} finally {
  rmSync(folder, { recursive: true });
}

function options() {
  try {
    return parseArgs({
      options: {
        tenant: { type: "string", default: process.env["TENANT"] || "demo" },
        lang: { type: "string", default: "en" },
        format: { type: "string", default: "md" },
      },
    }).values;
  } catch {
    return refuse("npm run data-map -- [--tenant acme] [--lang en|zh] [--format md|json|csv]");
  }
}

function refuse(why: string): never {
  console.error(why);
  process.exit(1);
}

/** Only the templates are looked at: nothing is built. */
async function withoutCode(sources: readonly FunctionSource[], into: string): Promise<Bundles> {
  mkdirSync(into, { recursive: true });
  return new Map(
    sources.map((source) => [source.name, { folder: into, hash: "0", bytes: 0, inputs: [] }]),
  );
}
