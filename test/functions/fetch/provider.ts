/** A provider on this machine, over HTTP: answers as it is told, and remembers what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { closeServer, listen } from "#infra/local/listen.ts";

export interface Asked {
  method: string | undefined;
  path: string | undefined;
  headers: IncomingMessage["headers"];
}

export interface TestProvider {
  origin: string;
  asked: Asked[];
  /** How it answers from now on. */
  answer: (respond: (response: ServerResponse, asked: Asked) => void) => void;
  stop(): Promise<void>;
}

export const sendJson =
  (body: unknown, status = 200) =>
  (response: ServerResponse): void => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };

export async function startProvider(): Promise<TestProvider> {
  const asked: Asked[] = [];
  let respond: (response: ServerResponse, asked: Asked) => void = sendJson({});
  const server = createServer(({ method, url, headers }, response) => {
    const question = { method, path: url, headers };
    asked.push(question);
    respond(response, question);
  });
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    answer: (next) => {
      respond = next;
    },
    async stop() {
      server.closeAllConnections();
      await closeServer(server);
    },
  };
}
