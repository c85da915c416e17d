/** Where a page ended, as one opaque word for the next request. */
import type * as z from "zod";
import { type HttpResult, problem } from "#shared/lambda/http.ts";

export function encodeCursor(cursor: object): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

/** Undefined where the word is none of ours. */
export function decodeCursor<Schema extends z.ZodType>(
  word: string,
  schema: Schema,
): z.output<Schema> | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(Buffer.from(word, "base64url").toString()));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Where a list goes on, from its `after`; or the answer to a word that is none of ours. */
export function pageStart<Schema extends z.ZodType>(
  after: string | undefined,
  schema: Schema,
): { cursor: z.output<Schema> | undefined } | { refused: HttpResult } {
  if (after === undefined) return { cursor: undefined };
  const cursor = decodeCursor(after, schema);
  if (cursor !== undefined) return { cursor };
  const title = "This page does not exist.";
  return { refused: problem({ status: 400, title, detail: "Leave out `after`." }) };
}
