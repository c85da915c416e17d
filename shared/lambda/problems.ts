/** Middy at the edge: whatever was not expected becomes a problem that says nothing. */
import type { MiddlewareObj } from "@middy/core";
import { type HttpResult, problem } from "./http.ts";
import { errorName, type Log } from "./log.ts";

/** An exception answers 500, so that a provider tries again, and leaves only its name in the log. */
export function problems(log: Log): MiddlewareObj<unknown, HttpResult> {
  return {
    name: "problems",
    onError(request) {
      log({ outcome: "failed", error: errorName(request.error) });
      request.response = problem({
        status: 500,
        title: "Something went wrong on our side.",
        detail: "Please send it again.",
      });
    },
  };
}
