/** One standard queue: at least once, in no order, hidden while in hand, given up after some receives. */
import type { Faults } from "../faults.ts";
import type { Random } from "#bin/random.ts";
import type { Turns } from "../scheduler.ts";

export interface QueueShape {
  name: string;
  url: string;
  visibilityMs: number;
  retentionMs: number;
  /** Where a message goes that was received so often in vain. */
  deadLetters?: { name: string; receivesMax: number };
}

export interface Message {
  id: string;
  body: string;
  groupId: string | undefined;
  sentAt: number;
  visibleAt: number;
  receives: number;
}

export interface Delivered {
  message: Readonly<Message>;
  receiptHandle: string;
}

export interface Queue {
  shape: QueueShape;
  put(message: Message): void;
  /** Messages that are visible now, at most so many, hidden from now on. */
  receive(countMax: number): Delivered[];
  /** False where the handle is none of this queue's. */
  remove(receiptHandle: string): boolean;
  /** Everything in the queue, in hand or not. */
  messages(): readonly Readonly<Message>[];
  /** How many those are. */
  size(): number;
  /** Takes everything that nobody has in hand. */
  drain(): Message[];
  /** How many messages were kept for too long, and are gone. */
  expired(): number;
}

export interface QueueContext {
  turns: Pick<Turns, "now">;
  random: Random;
  faults: Faults;
  giveUp(message: Message, shape: QueueShape): void;
}

export function createQueue(shape: QueueShape, context: QueueContext): Queue {
  const { turns, random, faults } = context;
  const messages = new Map<string, Message>();
  let expired = 0;
  let receipts = 0;

  /** Nothing expires before this. */
  let firstExpiry = Infinity;

  const expire = (): void => {
    if (turns.now() < firstExpiry) return;
    firstExpiry = Infinity;
    for (const [id, { sentAt }] of messages) {
      const expiry = sentAt + shape.retentionMs;
      if (expiry > turns.now()) {
        firstExpiry = Math.min(firstExpiry, expiry);
        continue;
      }
      messages.delete(id);
      expired += 1;
    }
  };

  const visible = (): Message[] => {
    expire();
    return [...messages.values()].filter(({ visibleAt }) => visibleAt <= turns.now());
  };

  const handOut = (message: Message): Delivered => {
    message.receives += 1;
    // Now and then two have the same message in hand.
    if (!faults.chance("duplicate message")) message.visibleAt = turns.now() + shape.visibilityMs;
    receipts += 1;
    return { message: { ...message }, receiptHandle: `${shape.name}/${message.id}/${receipts}` };
  };

  return {
    shape,
    put(message) {
      messages.set(message.id, message);
      firstExpiry = Math.min(firstExpiry, message.sentAt + shape.retentionMs);
    },
    receive(countMax) {
      const delivered: Delivered[] = [];
      const waiting = visible();
      while (delivered.length < countMax && waiting.length > 0) {
        // Any of them, in no order; the last one takes its place.
        const at = random.integer(waiting.length);
        const [message, last] = [waiting[at], waiting.pop()];
        if (message === undefined || last === undefined) break;
        if (last !== message) waiting[at] = last;
        const { receivesMax = Infinity } = shape.deadLetters ?? {};
        if (message.receives < receivesMax) {
          delivered.push(handOut(message));
        } else {
          messages.delete(message.id);
          context.giveUp(message, shape);
        }
      }
      return delivered;
    },
    remove(receiptHandle) {
      const [name, id] = receiptHandle.split("/");
      if (name !== shape.name || id === undefined) return false;
      if (!faults.chance("lost deletion")) messages.delete(id);
      return true;
    },
    messages() {
      expire();
      return [...messages.values()];
    },
    size() {
      expire();
      return messages.size;
    },
    drain() {
      const drained = visible();
      for (const { id } of drained) messages.delete(id);
      return drained;
    },
    expired: () => expired,
  };
}
