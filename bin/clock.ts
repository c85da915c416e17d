/** `npm run clock -- +20d`: lets time pass in a running `npm start`, and runs what falls due. */
import * as z from "zod";
import { StartError } from "#infra/local/errors.ts";
import { readPort } from "./start/options.ts";

const Answer = z.union([
  z.object({ problem: z.string() }),
  z.object({
    now: z.iso.datetime(),
    ran: z.array(z.string()).default([]),
    failed: z.array(z.string()).default([]),
  }),
]);

try {
  process.exitCode = await moveClock(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** Without a step it only tells the time. Answers the exit code. */
async function moveClock([step, ...more]: readonly string[]): Promise<number> {
  if (more.length > 0) throw new StartError("Say one step, such as npm run clock -- +20d");
  const answer = await ask(step);
  if ("problem" in answer) throw new StartError(answer.problem);
  for (const schedule of answer.ran) console.log(`ran ${schedule}`);
  for (const schedule of answer.failed) {
    console.error(
      `${schedule} failed: what npm start prints says why. It is tried again by itself.`,
    );
  }
  console.log(`It is now ${answer.now}.`);
  return answer.failed.length > 0 ? 1 : 0;
}

async function ask(step: string | undefined): Promise<z.output<typeof Answer>> {
  const baseUrl = `http://localhost:${readPort(process.env)}`;
  const init = step === undefined ? { method: "GET" } : { method: "POST", body: step };
  const response = await fetch(`${baseUrl}/_local/clock`, init).catch(() => undefined);
  if (response === undefined || response.status === 503) {
    throw new StartError(
      `No Tributary answers at ${baseUrl}. Start it first: npm start\n` +
        "If it runs on another port: PORT=… npm run clock",
    );
  }
  const { data } = Answer.safeParse(await response.json().catch(() => undefined));
  if (data === undefined) throw new StartError(`What answers at ${baseUrl} is no Tributary.`);
  return data;
}
