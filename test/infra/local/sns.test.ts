/** The topic on this machine, asked by the SDK's own client: what it tells and what it refuses. */
import { ListTopicsCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type LocalSns, type Published, startSns } from "#infra/local/sns.ts";

const TopicArn = "arn:aws:sns:eu-central-1:000000000000:alerts";
const published: Published[] = [];
let sns: LocalSns;
let client: SNSClient;

beforeAll(async () => {
  sns = await startSns((each) => published.push(each));
  client = new SNSClient({
    endpoint: sns.endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  return async () => {
    client.destroy();
    await sns.stop();
  };
});
beforeEach(() => {
  published.length = 0;
});

const publish = (Message: string, Subject = "Tributary demo: silence") =>
  client.send(new PublishCommand({ TopicArn, Subject, Message }));

describe("the topic", () => {
  test("hands on what is published, in every script and with its line breaks", async () => {
    const message = "表单 “a&b=c” 已有 3 天没有数据。\nNext: 50% + more";
    const { MessageId } = await publish(message);
    expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(published).toEqual([{ subject: "Tributary demo: silence", message }]);
  });

  test.each([
    ["an empty message", "", "x"],
    ["a message above 256 KiB", "长".repeat(90_000), "x"],
    ["a subject of more than a hundred characters", "text", "x".repeat(101)],
    ["a subject that is not ASCII", "text", "质量"],
  ])("refuses %s, as SNS does, and tells nobody", async (_, message, subject) => {
    await expect(publish(message, subject)).rejects.toMatchObject({
      name: expect.stringMatching(/^InvalidParameter/),
    });
    expect(published).toEqual([]);
  });

  test("says of any other operation that it does not know it", async () => {
    await expect(client.send(new ListTopicsCommand({}))).rejects.toMatchObject({
      name: "InvalidAction",
    });
  });
});
