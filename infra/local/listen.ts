/** Opening and closing HTTP servers. */
import type { Server, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { StartError } from "./errors.ts";

/** Answers the port. Throws a StartError that says what to do where it cannot be had. */
export async function listen(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<number> {
  inHand.set(server, watchRequests(server));
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const problem =
        cause.code === "EADDRINUSE"
          ? `Port ${port} is taken. Stop what uses it, or choose another`
          : `Cannot listen on ${host}:${port} (${cause.code}). Choose another port`;
      reject(
        new StartError(`${problem}: PORT=${port < 1_024 ? 3_001 : port + 1} npm start`, { cause }),
      );
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return address === null || typeof address === "string" ? port : address.port;
}

/** Requests that were begun and not answered, by server. */
const inHand = new WeakMap<Server, Set<ServerResponse>>();

function watchRequests(server: Server): Set<ServerResponse> {
  const responses = new Set<ServerResponse>();
  server.prependListener("request", (_, response) => {
    responses.add(response);
    response.once("close", () => responses.delete(response));
    // Nobody who keeps a connection open is to keep a server open that wants to close.
    if (!server.listening) response.setHeader("connection", "close");
  });
  return responses;
}

/** Whoever has not finished sending by then is not waited for. */
const inHandMsMax = 10_000;
const lookAgainMs = 10;

/** Lets requests in hand finish, for a bounded time; then every connection is closed. */
export async function closeServer(server: Server, patienceMs = inHandMsMax): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const deadline = performance.now() + patienceMs;
  while ((inHand.get(server)?.size ?? 0) > 0 && performance.now() < deadline) {
    await sleep(lookAgainMs);
  }
  // Browsers open connections ahead of time, and clients keep theirs: neither says anything more.
  server.closeAllConnections();
  await closed;
}
