/** Restrictions follow what requests ask for, also when they change their mind meanwhile. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Command } from "#shared/domain/privacy/command.ts";
import { file } from "#shared/engine/privacy/file.ts";
import { move } from "#shared/engine/privacy/move.ts";
import { settleRestrictions } from "#shared/engine/privacy/restrictions.ts";
import type { EngineContext } from "#shared/engine/resolve.ts";
import { readRoots } from "#shared/stores/people.ts";
import { readTasks } from "#shared/stores/privacy/tasks.ts";
import { deliver, engineOn } from "#test/fixtures/deliver.ts";
import { email, emailOf, eventOf, privacy } from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
let store: TestStores["store"];
let engine: EngineContext;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
  engine = engineOn(store);
});
afterAll(() => stores.stop());

const signed = { by: "ann", at: "2026-03-09T08:00:00.000Z" };
const confirmed: Command = {
  kind: "confirm-identity",
  method: "document",
  evidence: "CASE-1",
  outcome: "confirmed",
};
const cancelled: Command = { kind: "cancel", reason: "x" };
const tell = (id: string, command: Command) =>
  move(id, () => command, { ...signed, store, privacy });

let serial = 0;
async function confirmedRequest() {
  serial += 1;
  const mail = email(emailOf(serial));
  const { people } = await deliver(store, eventOf(serial, { identifiers: [mail] }));
  const filing = { channel: "api", identifiers: [mail], suppress: false } as const;
  const filed = await file(
    { ...filing, key: undefined, said: serial },
    { ...signed, unique: String(serial) },
    { store, privacy },
  );
  if (filed.kind !== "filed") throw new Error(filed.kind);
  const { id } = filed.stored.request;
  await tell(id, confirmed);
  return { id, person: people[0]?.id ?? "" };
}
const restrictedBy = async (person: string) =>
  (await readRoots([person], store)).get(person)?.person.restrictedBy;
const waiting = async (id: string) => (await readTasks("restriction", store, id)).length;

describe("a restriction", () => {
  it("is put in force, once, and forgotten as a task", async () => {
    const { id, person } = await confirmedRequest();
    expect(await waiting(id)).toBe(1);
    expect(await settleRestrictions(id, engine)).toBe("done");
    expect(await settleRestrictions(id, engine)).toBe("done");
    expect([await restrictedBy(person), await waiting(id)]).toEqual([[id], 0]);
  });

  it("that a request asked for and no longer does is none, in whatever order that is found out", async () => {
    const { id, person } = await confirmedRequest();
    await tell(id, cancelled);
    expect(await settleRestrictions(id, engine)).toBe("done");
    expect([await restrictedBy(person), await waiting(id)]).toEqual([[], 0]);
  });

  it("of a request that moves while it is put in force is looked at once more", async () => {
    const { id, person } = await confirmedRequest();
    // As the first of these reads the person, the request is cancelled.
    let moved = false;
    const send = async (command: { input: { RequestItems?: Record<string, unknown> } }) => {
      const reads = command.input.RequestItems?.[store.tables.people] !== undefined;
      if (reads && !moved) {
        moved = true;
        await tell(id, cancelled);
      }
      return store.database.send(command as never);
    };
    const disturbed = { ...store, database: { send: send as typeof store.database.send } };
    expect(await settleRestrictions(id, { ...engine, store: disturbed })).toBe("busy");
    expect([await restrictedBy(person), await waiting(id)]).toEqual([[id], 2]);
    expect(await settleRestrictions(id, engine)).toBe("done");
    expect([await restrictedBy(person), await waiting(id)]).toEqual([[], 0]);
  });

  it("of two requests about one person stands until both have ended", async () => {
    const { id, person } = await confirmedRequest();
    await settleRestrictions(id, engine);
    const again = await file(
      {
        channel: "api",
        identifiers: [email(emailOf(serial))],
        suppress: false,
        key: "TWO",
        said: 2,
      },
      { ...signed, unique: "two" },
      { store, privacy },
    );
    const other = again.kind === "filed" ? again.stored.request.id : "";
    await tell(other, confirmed);
    await settleRestrictions(other, engine);
    expect(await restrictedBy(person)).toEqual([id, other].sort());
    await tell(id, cancelled);
    await settleRestrictions(id, engine);
    expect(await restrictedBy(person)).toEqual([other]);
  });
});
