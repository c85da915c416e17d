/** One client for two services: sends everything to both, and keeps where they differ. */
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { type Answer, answerOf, essence, type Order } from "./compare.ts";
import { exceptionFor } from "./exceptions.ts";

type Database = Pick<DynamoDBDocumentClient, "send">;

export interface Disagreement {
  command: string;
  input: object;
  embedded: string;
  simulated: string;
}

export interface Tee extends Database {
  disagreements: Disagreement[];
  /** How many commands were sent, by command and by how they ended. */
  tally: Map<string, number>;
  /** How often each exception was met. */
  exceptions: Map<string, number>;
}

export function createTee(embedded: Database, simulated: Database): Tee {
  const disagreements: Disagreement[] = [];
  const tally = new Map<string, number>();
  const exceptions = new Map<string, number>();
  // Both must see the same order: who sends meanwhile waits.
  let last: Promise<unknown> = Promise.resolve();

  const sendBoth = async (command: { input: object }): Promise<unknown> => {
    const own = await answerOf(() => simulated.send(command as never));
    const other = await answerOf(() => embedded.send(command as never));
    const name = command.constructor.name.replace("Command", "");
    count(tally, `${name} ${endOf(own)}`);
    const [a, b] = [essence(other, orderOf(command)), essence(own, orderOf(command))];
    if (a !== b) {
      const disagreement = { command: name, input: command.input, embedded: a, simulated: b };
      const exception = exceptionFor(disagreement);
      if (exception === undefined) disagreements.push(disagreement);
      else count(exceptions, exception);
    }
    if (other.kind === "threw") throw other.error;
    return other.output;
  };

  const send = (command: { input: object }): Promise<unknown> => {
    const turn = last.then(() => sendBoth(command));
    last = turn.catch(() => {});
    return turn;
  };
  return { send: send as Database["send"], disagreements, tally, exceptions };
}

function orderOf(command: { input: object }): Order {
  if (command instanceof ScanCommand) return "none";
  return "IndexName" in command.input ? "sorted by moment" : "sorted";
}

const endOf = (answer: Answer): string =>
  answer.kind === "answered" ? "answered" : (essence(answer).split(" ")[0] ?? "");

function count(tally: Map<string, number>, name: string): void {
  tally.set(name, (tally.get(name) ?? 0) + 1);
}
