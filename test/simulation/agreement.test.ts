/** The simulated services answer as the embedded ones do. More of it: test/simulation/agree.ts. */
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";
import { compareCommands, compareProduct } from "./agreement/campaign.ts";
import { compareQueues } from "./agreement/queues.ts";
import { createRandom } from "#bin/random.ts";

const random = createRandom("agreement");
const patienceMs = 120_000;

describe("the simulated DynamoDB agrees with the embedded one", { timeout: patienceMs }, () => {
  test("on made-up commands, those it refuses included", async () => {
    const compared = await compareCommands({ random: random.fork("commands"), commands: 2_000 });
    expect(compared.disagreements).toEqual([]);
    // Of each command some were answered, and of each way to fail there were some.
    const ends = [...compared.tally.keys()].map((name) => name.split(" "));
    const answered = ends.filter(([, end]) => end === "answered").map(([name]) => name);
    expect(new Set(answered)).toEqual(
      new Set(["Get", "BatchGet", "Query", "Scan", "Put", "Update", "Delete", "TransactWrite"]),
    );
    expect(new Set(ends.map(([, end]) => end))).toEqual(
      new Set([
        "answered",
        "ConditionalCheckFailedException",
        "Error",
        "ResourceNotFoundException",
        "TransactionCanceledException",
        "ValidationException",
      ]),
    );
  });

  test("on the product's own commands", async () => {
    const compared = await compareProduct({ random: random.fork("product"), rounds: 25 });
    expect(compared.disagreements).toEqual([]);
    expect([...compared.exceptions]).toEqual([]);
    expect(compared.tally.get("TransactWrite answered")).toBeGreaterThan(20);
  });
});

test("the simulated queues agree with the embedded ones", async () => {
  const folder = temporaryFolder();
  const compared = await compareQueues(folder, { random: random.fork("queues"), rounds: 100 });
  expect(compared.disagreements).toEqual([]);
  expect(compared.tally.get("receives dead letters")).toBeGreaterThan(0);
});
