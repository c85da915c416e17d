/** Servers that open where they can and close without hanging, whoever stays connected. */
import { createServer, type RequestListener, type Server } from "node:http";
import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { StartError } from "#infra/local/errors.ts";
import { closeServer, listen } from "#infra/local/listen.ts";

async function open(answer: RequestListener) {
  const server = createServer(answer);
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, port };
}

/** A connection that says what it is told, and collects what it hears. */
async function client(port: number, ...said: string[]) {
  const socket: Socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  let heard = "";
  socket.setEncoding("utf8").on("data", (text) => (heard += String(text)));
  socket.on("error", () => {});
  await once(socket, "connect");
  for (const text of said) socket.write(text);
  return { socket, heard: () => heard };
}

const get = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";

/** Milliseconds until it was closed. */
async function timeToClose(server: Server, patienceMs?: number): Promise<number> {
  const startedMs = performance.now();
  await closeServer(server, patienceMs);
  return performance.now() - startedMs;
}

describe("listening", () => {
  test("takes any free port, or the one that is asked for", async () => {
    const { server, port } = await open((_, response) => response.end());
    expect(port).toBeGreaterThan(1_023);
    await closeServer(server);
    const again = createServer();
    onTestFinished(() => void again.close());
    expect(await listen(again, { host: "127.0.0.1", port })).toBe(port);
  });

  test("at a port that is taken is refused, with another one to try", async () => {
    const { port } = await open((_, response) => response.end());
    const listening = listen(createServer(), { host: "127.0.0.1", port });
    await expect(listening).rejects.toThrow(StartError);
    await expect(listening).rejects.toThrow(`Port ${port} is taken`);
    await expect(listening).rejects.toThrow(`PORT=${port + 1} npm start`);
  });

  test("at an address that is not ours is refused", async () => {
    const listening = listen(createServer(), { host: "192.0.2.1", port: 80 });
    await expect(listening).rejects.toThrow(/Cannot listen on 192\.0\.2\.1:80 \(EADDRNOTAVAIL\)/);
  });
});

describe("closing", () => {
  test("lets a request in hand finish", async () => {
    const { server, port } = await open(
      (_, response) => void sleep(100).then(() => response.end("done")),
    );
    const { heard } = await client(port, get);
    await sleep(30);
    await closeServer(server);
    await sleep(10);
    expect(heard()).toMatch(/^HTTP\/1\.1 200(.|\r\n)*done/);
  });

  test("does not wait for a client that keeps its connection", async () => {
    const { server, port } = await open((_, response) => response.end("done"));
    const { heard } = await client(port, get);
    await sleep(30);
    expect(heard()).toContain("done");
    expect(await timeToClose(server)).toBeLessThan(1_000);
  });

  test("does not wait for one that connected and never said anything, as browsers do", async () => {
    const { server, port } = await open((_, response) => response.end());
    await client(port);
    await sleep(30);
    expect(await timeToClose(server)).toBeLessThan(1_000);
  });

  test("does not wait for one whose first line never ends", async () => {
    const { server, port } = await open((_, response) => response.end());
    await client(port, "GET / HT");
    await sleep(30);
    expect(await timeToClose(server)).toBeLessThan(1_000);
  });

  test("waits for a body that never ends as long as it has patience, and no longer", async () => {
    const { server, port } = await open((request, response) =>
      request.resume().on("end", () => response.end()),
    );
    const { socket } = await client(
      port,
      get.replace("GET", "POST").replace("\r\n\r\n", "\r\ncontent-length: 9\r\n\r\n"),
    );
    await sleep(30);
    const closed = once(socket, "close");
    const ms = await timeToClose(server, 200);
    expect(ms).toBeGreaterThan(190);
    expect(ms).toBeLessThan(1_000);
    await closed;
  });

  test("does not wait for one that asked twice and went away", async () => {
    const { server, port } = await open(() => {});
    const { socket } = await client(port, get + get);
    await sleep(30);
    socket.destroy();
    await sleep(30);
    expect(await timeToClose(server)).toBeLessThan(1_000);
  });

  test("does not let busy clients go on for ever", async () => {
    let requests = 0;
    const { server, port } = await open((_, response) => {
      // Never all at the same moment.
      void sleep(20 + (requests++ % 7) * 9).then(() => response.end("done"));
    });
    // Each asks again whenever it is answered: there would always be a request in hand.
    for (let at = 0; at < 10; at++) {
      const { socket } = await client(port, get);
      socket.on("data", () => socket.write(get));
    }
    await sleep(50);
    expect(await timeToClose(server, 5_000)).toBeLessThan(2_000);
  });

  test("refuses whoever comes later", async () => {
    const { server, port } = await open((_, response) => response.end());
    await closeServer(server);
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
  });
});
