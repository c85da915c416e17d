/** A wire between the product and its tables that asks every command for its units and adds them up. */
import { createServer, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { closeServer, listen } from "#infra/local/listen.ts";

interface Units {
  read: number;
  write: number;
}

export interface Meter {
  endpoint: string;
  units(): Units;
  /** When nothing has been written for a while: the queue has drained. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

interface Capacity {
  CapacityUnits?: number;
}

const quietMs = 3_000;

export async function meter(target: string): Promise<Meter> {
  const units: Units = { read: 0, write: 0 };
  let lastWriteMs = performance.now();
  const server = createServer((request, response) => {
    void (async () => {
      const command = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
      const counted = /^(Get|BatchGet|Query|Put|Update|Delete|TransactWrite)/.test(command);
      const asked = JSON.parse(await bodyOf(request)) as object;
      const answer = await fetch(target, {
        method: "POST",
        headers: forwarded(request),
        body: JSON.stringify(counted ? { ...asked, ReturnConsumedCapacity: "TOTAL" } : asked),
      });
      const text = await answer.text();
      if (counted) {
        const reading = /^(Get|BatchGet|Query)/.test(command);
        if (!reading) lastWriteMs = performance.now();
        const { ConsumedCapacity = [] } = JSON.parse(text) as {
          ConsumedCapacity?: Capacity | Capacity[];
        };
        for (const { CapacityUnits = 0 } of [ConsumedCapacity].flat()) {
          units[reading ? "read" : "write"] += CapacityUnits;
        }
      }
      response.writeHead(answer.status, { "content-type": "application/x-amz-json-1.0" });
      response.end(text);
    })().catch(() => response.destroy());
  });
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    units: () => ({ ...units }),
    async quiet() {
      while (performance.now() - lastWriteMs < quietMs) await sleep(100);
    },
    stop: () => closeServer(server),
  };
}

function forwarded({ headers }: IncomingMessage): Record<string, string> {
  const kept = ["content-type", "x-amz-target", "authorization", "x-amz-date"];
  return Object.fromEntries(
    kept.flatMap((name) => (typeof headers[name] === "string" ? [[name, headers[name]]] : [])),
  );
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
