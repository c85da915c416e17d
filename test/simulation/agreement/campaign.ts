/** What is sent to the embedded and the simulated DynamoDB: made-up commands, and the product's own. */
import type { Random } from "#bin/random.ts";
import { commandOf } from "./commands.ts";
import { startPair } from "./platform.ts";
import { seededVault } from "../vault.ts";
import { runProduct } from "./product.ts";
import type { Tee } from "./tee.ts";

export type Compared = Pick<Tee, "disagreements" | "tally" | "exceptions">;

export async function compareCommands({
  random,
  commands,
}: {
  random: Random;
  commands: number;
}): Promise<Compared> {
  const { tee, tables, stop } = await startPair(random.fork("service"));
  for (let at = 0; at < commands; at++) {
    // That it throws is an answer like others.
    await tee.send(commandOf(tables, random.fork(String(at))) as never).catch(() => {});
  }
  await stop();
  return tee;
}

export async function compareProduct({
  random,
  rounds,
}: {
  random: Random;
  rounds: number;
}): Promise<Compared> {
  const { tee, tables, stop } = await startPair(random.fork("service"));
  const store = { database: tee, tables, vault: seededVault(random.fork("vault")) };
  await runProduct(store, { random: random.fork("product"), rounds });
  await stop();
  return tee;
}
