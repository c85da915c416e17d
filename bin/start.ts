/** `npm start`: the whole of Tributary on this machine. */
import { parseArgs } from "node:util";
import { StartError } from "#infra/local/errors.ts";
import { startPlatform } from "#infra/local/platform.ts";
import { TenantFileError } from "#infra/errors.ts";
import { readable } from "./start/line.ts";
import { welcome } from "./start/welcome.ts";

const { values } = parseArgs({ options: { fresh: { type: "boolean", default: false } } });
const startedMs = performance.now();

try {
  console.log("Tributary is starting …");
  const platform = await startPlatform({
    tenant: process.env["TENANT"] ?? "demo",
    folder: process.env["STATE_DIR"] ?? ".local",
    port: Number(process.env["PORT"] ?? 3000),
    fresh: values.fresh,
    dynamoDbEndpoint: process.env["DYNAMODB_ENDPOINT"],
    onLine: (line) => console.log(readable(line)),
  });
  console.log(welcome(platform, (performance.now() - startedMs) / 1_000));
  stopOn("SIGINT", platform.stop);
  stopOn("SIGTERM", platform.stop);
} catch (error) {
  if (!(error instanceof StartError || error instanceof TenantFileError)) throw error;
  console.error(`\n${error.message}\n`);
  process.exit(1);
}

/** Once in good order; a second signal does not wait. */
function stopOn(signal: "SIGINT" | "SIGTERM", stop: () => Promise<void>): void {
  process.once(signal, () => {
    console.log("\nStopping; what is in hand is finished first …");
    process.once(signal, () => process.exit(1));
    void stop().then(() => {
      console.log("Stopped. Everything is remembered; npm start goes on from here.");
      process.exit(0);
    });
  });
}
