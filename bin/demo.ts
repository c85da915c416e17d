/**
 * `npm run demo`: one invented customer through six channels, and the one record they become.
 * `-- --all`: one delivery through every channel there is.
 */
import { randomBytes } from "node:crypto";
import { parseArgs, styleText } from "node:util";
import { showAll } from "./demo/all.ts";
import { closing } from "./demo/closing.ts";
import { inventCustomer } from "./demo/customer.ts";
import { DemoError } from "./demo/errors.ts";
import { picture } from "./demo/golden-record.ts";
import { clockOf, type Product, startOwn } from "./demo/product.ts";
import { readAllSecrets, readSecrets } from "./demo/secrets.ts";
import { awaitLinked, readPerson, type Status } from "./demo/staff.ts";
import { tellStory } from "./demo/story.ts";
import { tell } from "./demo/tell.ts";
import { fields } from "./demo/understood.ts";

const { values: asked } = parseArgs({ options: { all: { type: "boolean", default: false } } });
const port = Number(process.env["PORT"] ?? 3000);

try {
  const product = await findProduct();
  try {
    await (asked.all ? demonstrateAll(product) : demonstrate(product));
  } finally {
    await product.stop();
  }
} catch (error) {
  if (!(error instanceof DemoError)) throw error;
  console.error(`\n${styleText("red", error.message, { stream: process.stderr })}\n`);
  process.exitCode = 1;
}

async function findProduct(): Promise<Product> {
  const baseUrl = `http://localhost:${port}`;
  if ((await clockOf(baseUrl)) !== undefined) {
    const folder = process.env["STATE_DIR"] ?? ".local";
    console.log(`A Tributary runs at ${baseUrl}: the demo speaks to it.\n`);
    return { baseUrl, folder, own: false, stop: async () => {} };
  }
  console.log(`No Tributary runs at ${baseUrl}: the demo starts one of its own …`);
  const own = await startOwn();
  console.log(
    `It runs at ${own.baseUrl}, keeps its state in ${own.folder}, and ends with the demo.\n`,
  );
  return own;
}

async function demonstrate(product: Product): Promise<void> {
  const { baseUrl } = product;
  const secrets = readSecrets(product.folder);
  const now = (await clockOf(baseUrl)) ?? new Date();
  const story = tellStory(inventCustomer(randomBytes(8)), now);
  const told = await tell(story, product, { baseUrl, secrets, now, randomBytes });

  const startedMs = performance.now();
  const statuses = await awaitLinked(baseUrl, told.eventIds);
  const waitedMs = Math.round(performance.now() - startedMs);
  console.log(`\nAll ${statuses.size} events are linked, ${waitedMs} ms after the last answer.\n`);

  const people = [...new Set([...statuses.values()].map(({ person }) => person))];
  const [id = ""] = people;
  const problem = problemOf(people, statuses);
  if (problem !== undefined) throw new DemoError(problem);
  const person = await readPerson(baseUrl, id);
  console.log(picture({ person, fields }));
  console.log(`\n${closing({ told, personId: id, product })}`);
}

async function demonstrateAll(product: Product): Promise<void> {
  const secrets = readAllSecrets(product.folder);
  const now = (await clockOf(product.baseUrl)) ?? new Date();
  await showAll({ product, secrets, now, randomBytes });
}

/** One person, no refused link: what the story promises. */
function problemOf(
  people: readonly string[],
  statuses: ReadonlyMap<string, Status>,
): string | undefined {
  const others = [...statuses].filter(([, { status }]) => status !== "linked");
  if (people.length === 1 && others.length === 0) return undefined;
  const told = others.map(([eventId, { status }]) => `${eventId} is ${status}`);
  return [`The events became ${people.length} persons, not one:`, ...people, ...told].join("\n");
}
