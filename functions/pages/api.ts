/** The API as an officer's own programs see it: the same address, token, roles, audit and refusals. */
import * as z from "zod";
import type { Problem } from "#shared/lambda/http.ts";

export type ApiAnswer<Body> =
  | { kind: "answered"; status: number; body: Body }
  | { kind: "refused"; problem: Problem };

export interface Api {
  /** Throws a ZodError where the answer is not of that schema. */
  get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<ApiAnswer<z.output<Schema>>>;
  post<Schema extends z.ZodType>(
    path: string,
    body: unknown,
    schema: Schema,
  ): Promise<ApiAnswer<z.output<Schema>>>;
}

/** The API answers within 29 seconds, and a page has to answer before the HTTP API gives up at 30. */
const patienceMs = 27_000;

const ProblemBody = z.object({
  title: z.string().optional(),
  message: z.string().optional(),
  detail: z.string().optional(),
  code: z.string().optional(),
});

export function createApi({ baseUrl, token }: { baseUrl: string; token: string }): Api {
  const ask = async <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    init: RequestInit,
  ): Promise<ApiAnswer<z.output<Schema>>> => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const signal = AbortSignal.timeout(patienceMs);
    const response = await fetch(`${baseUrl}${path}`, { ...init, headers, signal }).catch(
      ifInTime(signal),
    );
    if (response === undefined) return { kind: "refused", problem: tooLate };
    const { ok, status } = response;
    if (ok) return { kind: "answered", status, body: schema.parse(await response.json()) };
    return { kind: "refused", problem: problemIn(status, await response.text()) };
  };
  return {
    get: (path, schema) => ask(path, schema, {}),
    post: (path, body, schema) =>
      ask(path, schema, { method: "POST", body: JSON.stringify(body ?? {}) }),
  };
}

const tooLate: Problem = { status: 504, title: "The API did not answer in time." };

/** What took too long is an answer as well: whoever asked keeps what they entered. */
const ifInTime = (signal: AbortSignal) => (error: unknown) => {
  if (signal.aborted) return undefined;
  throw error;
};

/** API Gateway's own refusals are JSON with a message, and may be no JSON at all. */
function problemIn(status: number, text: string): Problem {
  const { title, message, ...told } = ProblemBody.safeParse(parsed(text)).data ?? {};
  return { ...told, status, title: title ?? message ?? "" };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
