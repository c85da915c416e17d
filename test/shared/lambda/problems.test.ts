/** What is said, and where, of that which nobody expected. */
import middy from "@middy/core";
import { describe, expect, it } from "vitest";
import { SendError } from "#shared/lambda/errors.ts";
import type { HttpEvent, HttpResult } from "#shared/lambda/http.ts";
import { errorName, type LogLine } from "#shared/lambda/log.ts";
import { problems } from "#shared/lambda/problems.ts";

async function failing(error: unknown): Promise<{ answer: HttpResult; lines: LogLine[] }> {
  const lines: LogLine[] = [];
  const handler = middy<HttpEvent, HttpResult>()
    .use(problems((line) => lines.push(line)))
    .handler(() => {
      throw error;
    });
  return { answer: await handler({} as HttpEvent, {} as never), lines };
}

describe("an exception", () => {
  const error = new SendError("Ada Brook's message was refused");

  it("answers 500, so that the sender tries again, and tells them nothing", async () => {
    const { answer } = await failing(error);
    expect(answer).toMatchObject({
      statusCode: 500,
      headers: { "content-type": "application/problem+json" },
    });
    expect(JSON.parse(answer.body ?? "")).toMatchObject({ status: 500, type: "about:blank" });
    expect(JSON.stringify(answer)).not.toMatch(/Ada|SendError|stack|at /);
  });

  it("leaves its name in the log, never its message", async () => {
    const { lines } = await failing(error);
    expect(lines).toEqual([{ outcome: "failed", error: "SendError" }]);
  });

  it.each(["a text", undefined, { name: "Ada Brook" }, 7])(
    "that is no error has no name: %j",
    (thrown) => {
      expect(errorName(thrown)).toBe("unknown");
    },
  );
});
