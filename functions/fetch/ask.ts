/** One question to a provider: to a host that is on its list, bounded in time and size, without detours. */
import { json } from "#shared/channels/formats/json.ts";
import { parseBody } from "#shared/channels/formats/format.ts";
import type { Lookup, LookupFailure, LookupRequest } from "#shared/channels/lookup.ts";

export type Answer =
  | { kind: "answered"; value: unknown }
  | { kind: "failed"; reason: LookupFailure };

export interface AskOptions {
  /** Those of its channel. */
  hosts: readonly string[];
  /** Where a host is. */
  origin: (host: string) => string;
  accessToken: string;
  /** Of its channel as well, where errors have to be read. */
  failureOf?: Lookup<never>["failureOf"];
  bounds?: AskBounds;
}

export interface AskBounds {
  /** From the first byte asked to the last one read. */
  answerMsMax: number;
  answerBytesMax: number;
}

/** Providers answer for one customer in well under a second, and with a few KiB. */
const boundsDefault: AskBounds = { answerMsMax: 10_000, answerBytesMax: 512 * 1024 };

/** Over HTTPS, on its standard port: nothing else is ever asked in a deployment. */
export const httpsOrigin = (host: string): string => `https://${host}`;

/** Never throws. */
export async function ask(request: LookupRequest, options: AskOptions): Promise<Answer> {
  const { accessToken, bounds = boundsDefault } = options;
  const url = addressOf(request, options);
  if (url === undefined) return failed("the host is not on the list");
  const signal = AbortSignal.timeout(bounds.answerMsMax);
  try {
    const response = await fetch(url, {
      headers: {
        accept: "application/json",
        ...request.headers,
        authorization: `Bearer ${accessToken}`,
      },
      // Wherever it would lead to is on no list, and would be shown the token.
      redirect: "manual",
      signal,
    });
    const failure = failureOf(response.status);
    if (failure === undefined) return await read(response, bounds.answerBytesMax);
    if (response.status >= 400 && options.failureOf !== undefined) {
      const error = await read(response, bounds.answerBytesMax);
      const said = error.kind === "answered" ? options.failureOf(error.value) : undefined;
      return failed(said ?? failure);
    }
    await response.body?.cancel();
    return failed(failure);
  } catch {
    return failed(signal.aborted ? "not answered in time" : "not reached");
  }
}

/** Undefined where the host is not on the list, or the path leads to another. */
function addressOf({ host, path }: LookupRequest, { hosts, origin }: AskOptions): URL | undefined {
  if (!hosts.includes(host) || !path.startsWith("/")) return undefined;
  const url = URL.parse(`${origin(host)}${path}`);
  const isThere = url?.origin === new URL(origin(host)).origin;
  return isThere && url.username === "" && url.password === "" ? url : undefined;
}

function failureOf(status: number): LookupFailure | undefined {
  if (status === 200) return undefined;
  if (status >= 300 && status < 400) return "redirected";
  if (status === 401) return "the token was refused";
  if (status === 403) return "the token may not read it";
  if (status === 404 || status === 410) return "not found";
  return status === 429 ? "asked too often" : "answered with an error";
}

/** Stops reading where it becomes too much, whatever length was announced. */
async function read(response: Response, bytesMax: number): Promise<Answer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > bytesMax) return failed("the answer is too large");
    chunks.push(chunk);
  }
  const parsed = parseBody(json, Buffer.concat(chunks));
  return parsed.kind === "parsed"
    ? { kind: "answered", value: parsed.value }
    : failed("the answer is no JSON");
}

const failed = (reason: LookupFailure): Answer => ({ kind: "failed", reason });
