/** `npm start`: the whole of Tributary on this machine. */
import { TenantFileError } from "#infra/errors.ts";
import { StartError } from "#infra/local/errors.ts";
import { readable } from "./start/line.ts";
import { readOptions } from "./start/options.ts";
import { stopOnSignals } from "./start/stop.ts";
import { welcome } from "./start/welcome.ts";

const startedMs = performance.now();
const npm = process.env["npm_lifecycle_event"] === undefined ? undefined : process.ppid;

try {
  const options = readOptions(process.env, process.argv.slice(2));
  console.log("Tributary is starting …");
  // The CDK takes a second to load: a mistake in the options is told before.
  const { startPlatform } = await import("#infra/local/platform.ts");
  const onLine = (line: string): void => console.log(readable(line, new Date()));
  const platform = await startPlatform({ ...options, onLine });
  console.log(welcome(platform, (performance.now() - startedMs) / 1_000));
  stopOnSignals(
    { stop: platform.stop, exit: (code) => process.exit(code), say: (text) => console.log(text) },
    { npm },
  );
} catch (error) {
  if (!(error instanceof StartError || error instanceof TenantFileError)) throw error;
  console.error(`\n${error.message}\n`);
  process.exit(1);
}
