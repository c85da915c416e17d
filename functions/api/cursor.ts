/** Where a page ended, as one opaque word for the next request. */
import type * as z from "zod";

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
