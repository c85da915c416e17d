import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  InternalServerError,
  ListTablesCommand,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ResourceNotFoundException,
  TransactionInProgressException,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import {
  DanglingPointerError,
  isTransient,
  ThrottledError,
  TooLargeError,
} from "#shared/stores/errors.ts";

const named = (name: string, other: object = {}) =>
  Object.assign(new Error("as the service says"), { name, ...other });
const told = { message: "as the service says", $metadata: {} };

describe("the same call may succeed later", () => {
  it.each([
    ["unprocessed keys", new ThrottledError("reads stay unprocessed")],
    ["a table out of capacity", new ProvisionedThroughputExceededException(told)],
    ["an account out of capacity", new RequestLimitExceeded(told)],
    ["too many calls", named("ThrottlingException")],
    ["a transaction that is still going on", new TransactionInProgressException(told)],
    ["a fault of the service", new InternalServerError(told)],
    ["an answer that took too long", named("TimeoutError")],
    ["a name that nobody resolves", named("Error", { code: "ENOTFOUND" })],
    ["a line that was cut", named("Error", { code: "EPIPE" })],
    ["what the client itself would try again", named("Error", { $retryable: {} })],
  ])("after %s", (_, error) => {
    expect(isTransient(error)).toBe(true);
  });

  it("after what the client says where nobody listens", async () => {
    const client = new DynamoDBClient({
      endpoint: "http://127.0.0.1:1",
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      maxAttempts: 1,
    });
    const error = await client.send(new ListTablesCommand({})).catch((thrown: unknown) => thrown);
    expect(isTransient(error)).toBe(true);
  });
});

describe("the same call would fail again", () => {
  it.each([
    ["a table that is not there", new ResourceNotFoundException(told)],
    ["an item that is too large", named("ValidationException", { $fault: "client" })],
    ["a right that is missing", named("AccessDeniedException", { $fault: "client" })],
    ["a condition that does not hold", new ConditionalCheckFailedException(told)],
    ["a broken promise of ours", new DanglingPointerError("merges do not end")],
    ["an event that fits nowhere", new TooLargeError("one event does not fit a transaction")],
    ["a fault of ours", new TypeError("undefined is not a function")],
    ["what is no error", "ThrottlingException"],
    ["nothing", undefined],
  ])("after %s", (_, error) => {
    expect(isTransient(error)).toBe(false);
  });
});
