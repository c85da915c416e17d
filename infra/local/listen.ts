/** Opening and closing HTTP servers. */
import type { Server } from "node:http";
import { StartError } from "./errors.ts";

/** Answers the port. Throws a StartError that says what to do where it is taken. */
export async function listen(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const message =
        cause.code === "EADDRINUSE"
          ? `Port ${port} is taken. Stop what uses it, or choose another: PORT=3001 npm start`
          : `Cannot listen on ${host}:${port}: ${cause.code}`;
      reject(new StartError(message, { cause }));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return address === null || typeof address === "string" ? port : address.port;
}

/** Lets running requests finish; idle connections are closed. */
export async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
