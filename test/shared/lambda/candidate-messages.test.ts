import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readCandidates, sendCandidates } from "#shared/lambda/candidate-messages.ts";
import { SendError } from "#shared/lambda/errors.ts";

interface Call {
  QueueUrl: string;
  Entries: { Id: string; MessageBody: string }[];
}

function queueOf(answer: object = {}) {
  const calls: Call[] = [];
  const send = async ({ input }: { input: Call }) => {
    calls.push(input);
    return answer;
  };
  return { calls, queue: { url: "https://queue.test/1/candidates", client: { send } as never } };
}
const ids = (count: number) => Array.from({ length: count }, () => randomUUID());

describe("people to be compared", () => {
  it("travel by their ids, and arrive as they were sent", async () => {
    const { calls, queue } = queueOf();
    const people = ids(3);
    await sendCandidates(people, queue);
    const [call] = calls;
    expect(call?.QueueUrl).toBe(queue.url);
    expect(call?.Entries.flatMap(({ MessageBody }) => readCandidates(MessageBody))).toEqual(people);
  });

  it("travel twenty-five in a message, ten messages in a call", async () => {
    const { calls, queue } = queueOf();
    const people = ids(276);
    await sendCandidates(people, queue);
    expect(calls.map(({ Entries }) => Entries.length)).toEqual([10, 2]);
    for (const { Entries } of calls) {
      expect(new Set(Entries.map(({ Id }) => Id)).size).toBe(Entries.length);
    }
    const arrived = calls.flatMap(({ Entries }) =>
      Entries.flatMap(({ MessageBody }) => readCandidates(MessageBody)),
    );
    expect(arrived).toEqual(people);
  });

  it("who are none cost no call", async () => {
    const { calls, queue } = queueOf();
    await sendCandidates([], queue);
    expect(calls).toEqual([]);
  });

  it("cannot be named by anything but an id", async () => {
    const { calls, queue } = queueOf();
    await expect(sendCandidates(["ada@brook.cn"], queue)).rejects.toThrow(/people/);
    expect(calls).toEqual([]);
  });

  it("whom the queue refused are an error", async () => {
    const { queue } = queueOf({ Failed: [{ Id: "0" }] });
    await expect(sendCandidates(ids(1), queue)).rejects.toThrow(SendError);
  });
});

it.each([
  ["no JSON", "x"],
  ["another message", '{"kind":"event"}'],
  ["no id", '{"people":["Ada Brook"]}'],
  ["nobody", '{"people":[]}'],
  ["too many", JSON.stringify({ people: ids(26) })],
  ["more than ids", JSON.stringify({ people: ids(1), name: "Ada Brook" })],
])("a body that is %s is refused", (_, body) => {
  expect(() => readCandidates(body)).toThrow();
});
