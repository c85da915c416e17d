/** `npm run clock -- +20d`: lets time pass in a running `npm start`, and runs what falls due. */
const [step] = process.argv.slice(2);
const baseUrl = `http://localhost:${process.env["PORT"] ?? 3000}`;

const answer = await fetch(`${baseUrl}/_local/clock`, {
  method: step === undefined ? "GET" : "POST",
  ...(step !== undefined && { body: step }),
}).catch(() => undefined);
if (answer === undefined) {
  console.error(`Nothing answers at ${baseUrl}. Start it first: npm start`);
  process.exit(1);
}
const { now, ran, problem } = (await answer.json()) as {
  now?: string;
  ran?: string[];
  problem?: string;
};
if (problem !== undefined) {
  console.error(problem);
  process.exit(1);
}
for (const schedule of ran ?? []) console.log(`ran ${schedule}`);
console.log(`It is now ${now}.`);
