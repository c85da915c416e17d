/** Requests in their table: written by version, with their log and what they leave to do. */
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { file } from "#shared/engine/privacy/file.ts";
import { move } from "#shared/engine/privacy/move.ts";
import { findRequests, readSteps } from "#shared/stores/privacy/lists.ts";
import {
  keepRequest,
  moveRequest,
  readRequest,
  type StoredRequest,
} from "#shared/stores/privacy/requests.ts";
import { readTasks } from "#shared/stores/privacy/tasks.ts";
import { UnsealError } from "#shared/vault/errors.ts";
import { privacy } from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
let store: TestStores["store"];
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());

const at = "2026-03-09T08:00:00.000Z";
const signed = { by: "ann", at };
const dueAt = "2026-04-09T08:00:00.000Z";
let serial = 0;
const mail = (n: number) => ({ type: "email", namespace: "", value: `asks${n}@brook.cn` }) as const;

async function filed(callbacks: readonly string[] = []): Promise<StoredRequest> {
  serial += 1;
  const outcome = await file(
    {
      channel: "api",
      identifiers: [mail(serial)],
      suppress: false,
      callbacks,
      key: undefined,
      said: serial,
    },
    { ...signed, unique: String(serial) },
    { store, privacy },
  );
  if (outcome.kind !== "filed") throw new Error(outcome.kind);
  return outcome.stored;
}
const held = (stored: StoredRequest) =>
  ({ ...stored.request, escalated: 50 }) satisfies StoredRequest["request"];
const step = { ...signed, step: "escalated" } as const;

describe("a request", () => {
  it("is read as it was written, with what is sealed", async () => {
    const stored = await filed();
    expect(await readRequest(stored.request.id, store)).toEqual(stored);
    expect(stored.content?.identifiers).toEqual([mail(serial)]);
    expect(await readRequest("req_none", store)).toBeUndefined();
  });

  it("is written by whoever read it last: of two, one has to look again", async () => {
    const stored = await filed();
    const write = () => moveRequest(stored, { request: held(stored), dueAt, steps: [step] }, store);
    const written = await Promise.all([write(), write(), write()]);
    expect(written.filter((each) => each !== undefined)).toHaveLength(1);
    expect(await write()).toBeUndefined();
    const steps = await readSteps(stored.request.id, store);
    expect(steps.map(({ step: name }) => name)).toEqual(["received", "located", "escalated"]);
  });

  it("that others write at the same time takes every command once", async () => {
    const { request } = await filed();
    const hold = () =>
      move(request.id, () => ({ kind: "hold", ground: "dispute", reason: "x" }), {
        ...signed,
        store,
        privacy,
      });
    const outcomes = await Promise.all([hold(), hold(), hold()]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["moved", "refused", "refused"]);
    expect(await move("req_none", () => "busy", { ...signed, store, privacy })).toEqual({
      kind: "unknown",
    });
    expect(await move(request.id, () => "busy", { ...signed, store, privacy })).toEqual({
      kind: "busy",
    });
  });

  it("is never written over by another of its id", async () => {
    const stored = await filed();
    const content = { identifiers: [mail(99)] };
    const again = { ...stored, content, dueAt, steps: [] };
    expect(await keepRequest(again, store)).toBe(false);
    expect(await readRequest(stored.request.id, store)).toEqual(stored);
    expect(await findRequests(mail(99), store)).toEqual([]);
  });

  it("that ended keeps its log and who it was about by a keyed hash, and neither key nor content", async () => {
    const stored = await filed(["https://listener.brook.cn/"]);
    const { id } = stored.request;
    const before = await rowOf(id);
    await move(id, () => ({ kind: "cancel", reason: "x" }), { ...signed, store, privacy });
    const after = await readRequest(id, store);
    expect(after).toMatchObject({
      request: { state: "cancelled", endedAt: at },
      content: undefined,
    });
    expect(await findRequests(mail(serial), store)).toMatchObject([{ id, state: "cancelled" }]);
    // A copy of the row from before, as a backup has it, opens for nobody.
    expect(before?.["b"]).toBeInstanceOf(Uint8Array);
    const { key } = store.vault.newDataKey("person", `request:${id}`);
    const place = { store: "privacy", key: id, version: 1 };
    expect(() => store.vault.open(before?.["b"] as Uint8Array, key, place)).toThrow(UnsealError);
    const tasks = await readTasks("callback", store, id);
    expect(tasks.map(({ state }) => state)).toEqual(["awaiting_identity", "cancelled"]);
  });
});

async function rowOf(id: string) {
  const Key = { k: `request#${id}`, s: "request" };
  return (await store.database.send(new GetCommand({ TableName: store.tables.privacy, Key }))).Item;
}
