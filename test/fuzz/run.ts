/**
 * `npm run fuzz`: what `npm test` asks of every channel with a few inputs, with many, and timed.
 * `-- --channel typeform --runs 10000 --seed 7`, all of them optional, `--channel` several times.
 */
import { parseArgs } from "node:util";
import { startVitest } from "vitest/node";
import { channelNamed, channels } from "#shared/channels/index.ts";
import { fuzzSuite } from "#test/shared/channels/harness/case.ts";
import { createFuzzReporter } from "./reporter.ts";

const { values } = parseArgs({
  options: {
    channel: { type: "string", multiple: true, default: channels.map(({ name }) => name) },
    runs: { type: "string", default: "10000" },
    seed: { type: "string" },
  },
});
const unknown = values.channel.filter((name) => channelNamed(name) === undefined);
const runs = wholeNumber("runs", values.runs);
const seed = values.seed === undefined ? undefined : wholeNumber("seed", values.seed);
if (unknown.length > 0) fail(`There is no channel ${unknown.join(", ")}: see npm run channels`);

const reporter = createFuzzReporter(values.channel);
const vitest = await startVitest(
  "test",
  values.channel.map((name) => `test/shared/channels/${name}.test.ts`),
  {
    watch: false,
    config: "test/vitest.config.ts",
    testNamePattern: fuzzSuite,
    provide: { fuzz: { runs, seed } },
    reporters: [reporter],
    // Nothing runs beside what is being timed.
    maxWorkers: 1,
  },
);
await vitest.close();
process.exitCode = reporter.failed() ? 1 : 0;

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) fail(`--${name} is a whole number above zero`);
  return number;
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
