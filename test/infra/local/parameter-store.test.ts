/** The parameter store, asked by the SDK's own client: what it answers and what it refuses. */
import {
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { beforeAll, describe, expect, test } from "vitest";
import { type LocalParameters, startParameterStore } from "#infra/local/parameter-store.ts";

const values = new Map([
  ["/tributary/demo/keys/queue", '{"current":1}'],
  ["/tributary/demo/channels/website", '{"signingSecret":"whsec_é"}'],
]);

let store: LocalParameters;
let client: SSMClient;

beforeAll(async () => {
  store = await startParameterStore(values);
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  client = new SSMClient({
    endpoint: store.endpoint,
    region: "eu-central-1",
    credentials,
    maxAttempts: 1,
  });
  return async () => {
    client.destroy();
    await store.stop();
  };
});

const get = (Names: string[]) =>
  client.send(new GetParametersCommand({ Names, WithDecryption: true }));

describe("the parameter store", () => {
  test("answers values as they were put", async () => {
    const { Parameters = [], InvalidParameters } = await get([...values.keys()]);
    expect(new Map(Parameters.map(({ Name, Value }) => [Name, Value]))).toEqual(values);
    expect(Parameters.map(({ Type }) => Type)).toEqual(["SecureString", "SecureString"]);
    expect(InvalidParameters).toEqual([]);
  });

  test("names those that it does not have", async () => {
    const missing = ["/tributary/demo/channels/none", "/tributary/acme/keys/queue", "toString"];
    const { Parameters, InvalidParameters } = await get(["/tributary/demo/keys/queue", ...missing]);
    expect(Parameters).toHaveLength(1);
    expect(InvalidParameters).toEqual(missing);
  });

  test("refuses more names than the service allows", async () => {
    const names = Array.from({ length: 11 }, (_, at) => `/p/${at}`);
    await expect(get(names)).rejects.toThrow(
      expect.objectContaining({ name: "ValidationException" }),
    );
  });

  const Name = "/tributary/demo/keys/queue";
  test.each([
    ["another question", () => client.send(new GetParameterCommand({ Name }))],
    ["a change", () => client.send(new PutParameterCommand({ Name, Value: "v", Type: "String" }))],
  ])("refuses %s instead of answering it wrongly", async (_, ask) => {
    await expect(ask()).rejects.toThrow(
      expect.objectContaining({ name: "UnknownOperationException" }),
    );
  });

  test.each(["", "no JSON", "[]", '{"Names":"one"}'])("refuses the body %j", async (body) => {
    const headers = { "x-amz-target": "AmazonSSM.GetParameters" };
    const response = await fetch(store.endpoint, { method: "POST", headers, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: "ValidationException" });
  });

  test("listens to this machine only", () => {
    expect(new URL(store.endpoint).hostname).toBe("127.0.0.1");
  });
});
