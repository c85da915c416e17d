import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { ThrottledError } from "#shared/stores/errors.ts";
import type { Store } from "#shared/stores/tables.ts";
import { transact } from "#shared/stores/transact.ts";
import { put } from "#shared/stores/writes.ts";

/** A service that answers so, one after the other; the last answer for good. */
function answering(...answers: readonly (readonly string[])[]) {
  let calls = 0;
  const send = async () => {
    const codes = answers[Math.min(calls, answers.length - 1)] ?? [];
    calls += 1;
    if (codes.length === 0) return {};
    throw new TransactionCanceledException({
      message: "cancelled",
      $metadata: {},
      CancellationReasons: codes.map((Code) => ({ Code })),
    });
  };
  const database = { send } as Store["database"];
  return { calls: () => calls, database };
}

const writes = [put("people", { id: "a" }), put("people", { id: "b" })];

describe("a transaction", () => {
  it("is written", async () => {
    expect(await transact(writes, answering([]))).toEqual({ kind: "written" });
  });

  it("is tried again where others were in its way for a moment", async () => {
    const service = answering(["None", "TransactionConflict"], ["ThrottlingError", "None"], []);
    expect(await transact(writes, service)).toEqual({ kind: "written" });
    expect(service.calls()).toBe(3);
  });

  it("says which conditions do not hold, and is not tried again", async () => {
    const service = answering(["TransactionConflict", "ConditionalCheckFailed"]);
    expect(await transact(writes, service)).toEqual({ kind: "refused", positions: [1] });
    expect(service.calls()).toBe(1);
  });

  it("gives up where others never get out of its way: that is for later", async () => {
    const service = answering(["None", "TransactionConflict"]);
    await expect(transact(writes, service)).rejects.toThrow(ThrottledError);
    expect(service.calls()).toBe(5);
  });

  it.each([[["ValidationError", "None"]], [["ItemCollectionSizeLimitExceeded"]]])(
    "that can never be written is a fault: %s",
    async (codes) => {
      await expect(transact(writes, answering(codes))).rejects.toThrow(
        TransactionCanceledException,
      );
    },
  );

  it("whatever else goes wrong, says so", async () => {
    const send = async () => {
      throw new RangeError("no such thing");
    };
    await expect(transact(writes, { database: { send } })).rejects.toThrow(RangeError);
  });
});
