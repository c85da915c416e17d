import { createServer, type Server } from "node:http";
import { afterEach, expect, it } from "vitest";
import { awaitLinked } from "#bin/demo/staff.ts";
import { closeServer, listen } from "#infra/local/listen.ts";

let server: Server;
afterEach(() => closeServer(server));

/** Serves where events are: by id, what each further request for it is answered; the last one stays. */
async function serving(answers: Readonly<Record<string, (string | undefined)[]>>): Promise<string> {
  const asked = new Map<string, number>();
  server = createServer(({ url = "" }, response) => {
    const id = url.split("/").at(-1) ?? "";
    const time = asked.get(id) ?? 0;
    asked.set(id, time + 1);
    const persons = answers[id] ?? [];
    const person = persons[Math.min(time, persons.length - 1)];
    response.statusCode = person === undefined ? 404 : 200;
    response.end(JSON.stringify(person === undefined ? {} : { status: "linked", person }));
  });
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${port}`;
}

it("waits for all events, and says whose they are when the last one has left the queue", async () => {
  // The first is asked a moment before the second one joins its person to another.
  const baseUrl = await serving({ a: ["early", "early", "root"], b: [undefined, "root"] });
  const linked = await awaitLinked(baseUrl, ["a", "b"]);
  expect([...linked.values()].map(({ person }) => person)).toEqual(["root", "root"]);
});
