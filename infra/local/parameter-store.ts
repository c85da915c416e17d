/** The parameter store on this machine: answers what functions ask SSM. */
import { createServer, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import * as z from "zod";
import { closeServer, listen } from "./listen.ts";

export interface LocalParameters {
  endpoint: string;
  stop(): Promise<void>;
}

/** By full name, such as `/tributary/demo/channels/website`. */
export async function startParameterStore(
  values: ReadonlyMap<string, string>,
): Promise<LocalParameters> {
  const server = createServer((request, response) => {
    void answer(request, values).then(({ status, body }) =>
      response
        .writeHead(status, { "content-type": "application/x-amz-json-1.1" })
        .end(JSON.stringify(body)),
    );
  });
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  return { endpoint: `http://127.0.0.1:${port}`, stop: () => closeServer(server) };
}

/** SSM's own limit for one call. */
const GetParameters = z.object({ Names: z.array(z.string()).min(1).max(10) });

/** Knows the one operation that the product uses, and says so of any other. */
async function answer(request: IncomingMessage, values: ReadonlyMap<string, string>) {
  const asked = await json(request).catch(() => undefined);
  if (request.headers["x-amz-target"] !== "AmazonSSM.GetParameters") {
    return refused(
      "UnknownOperationException",
      "The embedded parameter store knows GetParameters.",
    );
  }
  const parsed = GetParameters.safeParse(asked);
  if (!parsed.success) return refused("ValidationException", "Names: between one and ten texts.");
  const { Names } = parsed.data;
  return {
    status: 200,
    body: {
      Parameters: Names.flatMap((Name) => {
        const Value = values.get(Name);
        return Value === undefined ? [] : [{ Name, Type: "SecureString", Value }];
      }),
      InvalidParameters: Names.filter((name) => !values.has(name)),
    },
  };
}

const refused = (type: string, message: string) => ({
  status: 400,
  body: { __type: type, message },
});
