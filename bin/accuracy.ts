/** `npm run accuracy -- people.csv --map mapping.json --truth column`: how well identity is resolved. */
import { TenantFileError } from "#infra/errors.ts";
import { readTenant } from "#infra/tenant.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { resolve } from "#shared/domain/identity/specification.ts";
import { applyPolicy } from "./accuracy/apply-policy.ts";
import { AccuracyError } from "./accuracy/errors.ts";
import { figuresOf } from "./accuracy/figures.ts";
import { readMapping } from "./accuracy/mapping.ts";
import { type Options, readOptions } from "./accuracy/options.ts";
import { progressOn } from "./accuracy/progress.ts";
import { readEvents } from "./accuracy/read-events.ts";
import { report } from "./accuracy/report.ts";

const progress = progressOn(process.stderr);

try {
  console.log(await run(readOptions(process.argv.slice(2))));
} catch (error) {
  progress.done();
  if (!(error instanceof AccuracyError || error instanceof TenantFileError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

/** Answers what is to be printed. */
async function run({ file, map, truth, tenant, promote, json }: Options): Promise<string> {
  const rules = readTenant(tenant);
  const fields = fieldRegistry(rules);
  const mapping = readMapping(map, fields);
  const policy = applyPolicy(rules, { phoneRegion: mapping.phoneRegion, promote });
  const now = new Date();
  const reading = { file, truth, mapping, fields, policy, receivedAt: now, onRows: progress.rows };
  const read = await readEvents(reading);

  progress.step("Resolving");
  const startedMs = performance.now();
  const resolution = resolve({ events: read.events }, { policy, fields });
  const resolveMs = performance.now() - startedMs;
  const figures = figuresOf(read, { resolution, resolveMs, mapping, policy, fields });
  progress.done();
  const told = { file, tenant, truth, promoted: policy.promotedKeys };
  return json ? JSON.stringify({ ...told, ...figures }, undefined, 2) : report(figures, told);
}
