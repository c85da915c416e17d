import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rule } from "#shared/engine/resolve.ts";
import { tombstoneRow } from "#shared/stores/events.ts";
import { quarantine } from "#shared/stores/quarantine.ts";
import { deliver, engineOn } from "#test/fixtures/deliver.ts";
import {
  claims,
  email,
  emailOf,
  eventIdOf,
  eventOf,
  minute,
  nationalId,
  nationalIdOf,
  phone,
  phoneOf,
} from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { startApi } from "./staff.ts";

let stores: TestStores;
let store: TestStores["store"];
let api: ReturnType<typeof startApi>;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
  api = startApi(store);
});
afterAll(() => stores.stop());

const statusOf = (serial: number) => api.get(`/v1/events/${eventIdOf(serial)}`, { role: "viewer" });

describe("where a webhook's event is", () => {
  it("is with its person, once it is linked", async () => {
    const { people } = await deliver(store, eventOf(1, { identifiers: [phone(phoneOf(1))] }));
    expect(await statusOf(1)).toMatchObject({
      status: 200,
      body: { id: eventIdOf(1), status: "linked", person: people[0]?.id },
    });
  });

  it("is with the root, once its person has become another's", async () => {
    const big = [11, 12].map((serial) => eventOf(serial, { identifiers: [phone(phoneOf(10))] }));
    const { people } = await deliver(store, ...big);
    await deliver(store, eventOf(13, { identifiers: [email(emailOf(10))] }));
    await deliver(store, eventOf(14, { identifiers: [phone(phoneOf(10)), email(emailOf(10))] }));
    expect((await statusOf(13)).body).toMatchObject({ status: "linked", person: people[0]?.id });
  });

  it("is contested, where one of its links was refused", async () => {
    const said = [20, 21].map((n) => [nationalId(nationalIdOf(n)), phone(phoneOf(20))]);
    for (const [at, identifiers] of said.entries())
      await deliver(store, eventOf(20 + at, { identifiers }));
    expect((await statusOf(21)).body).toMatchObject({
      status: "contested",
      person: expect.any(String),
    });
    expect((await statusOf(20)).body).toMatchObject({ status: "linked" });
  });

  it("is with its person, where only others of the same person were refused something", async () => {
    const said = [60, 61].map((n) => [nationalId(nationalIdOf(n)), phone(phoneOf(60))]);
    for (const [at, identifiers] of said.entries())
      await deliver(store, eventOf(60 + at, { identifiers }));
    await deliver(store, eventOf(62, { identifiers: [nationalId(nationalIdOf(61))] }));
    expect((await statusOf(61)).body).toMatchObject({ status: "contested" });
    expect((await statusOf(62)).body).toMatchObject({ status: "linked" });
  });

  it("is with its person, once a human has decided about it", async () => {
    const said = [70, 71].map((n) => [nationalId(nationalIdOf(n)), phone(phoneOf(70))]);
    for (const [at, identifiers] of said.entries())
      await deliver(store, eventOf(70 + at, { identifiers }));
    const ruling = {
      kind: "different" as const,
      leaving: [{ event: eventIdOf(71) }],
      staying: [{ event: eventIdOf(70) }],
    };
    const decision = { id: "dec_70", at: minute(72), by: "bo", ruling };
    expect((await statusOf(71)).body).toMatchObject({ status: "contested" });
    await rule({ events: [], decisions: [decision] }, engineOn(store));
    expect((await statusOf(71)).body).toMatchObject({ status: "linked" });
  });

  it("is with its person, where what it carries says of nobody who they are", async () => {
    const many = Array.from({ length: 6 }, (_, n) =>
      eventOf(80 + n, { identifiers: [nationalId(nationalIdOf(80 + n)), phone(phoneOf(80))] }),
    );
    for (const event of many) await deliver(store, event);
    expect((await statusOf(85)).body).toMatchObject({ status: "linked" });
    expect((await statusOf(81)).body).toMatchObject({ status: "linked" });
  });

  it("is nowhere yet, which is not an error of whoever asks", async () => {
    const { status, body } = await statusOf(999);
    expect(status).toBe(404);
    expect(body).toMatchObject({ detail: expect.stringContaining("queued") });
  });

  it("is in quarantine, where it could not be processed, and under which review", async () => {
    const review = await quarantine(
      {
        channel: "website",
        reason: "it could not be processed, several times over",
        at: minute(3),
        fingerprint: eventIdOf(50),
        content: { kind: "event", event: eventOf(50) },
      },
      store,
    );
    expect((await statusOf(50)).body).toEqual({ id: eventIdOf(50), status: "quarantined", review });
    const decision = { decision: "replay" };
    expect((await api.post(`/v1/reviews/${review}`, decision)).status).toBe(200);
    expect((await statusOf(50)).status).toBe(404);
  });

  it("is nowhere for what is no id of an event", async () => {
    expect((await api.get("/v1/events/evt_")).status).toBe(404);
    expect((await api.get("/v1/events/a%2Fb")).status).toBe(404);
  });

  it("is a tombstone after an erasure, and whose it was is not told", async () => {
    const gone = { at: minute(3), until: minute(9_000), why: "late" } as const;
    const Item = tombstoneRow(store.vault.eventKey(eventIdOf(30)), gone);
    await store.database.send(new PutCommand({ TableName: store.tables.events, Item }));
    expect((await statusOf(30)).body).toEqual({
      id: eventIdOf(30),
      status: "tombstoned",
      because: "late",
    });
  });

  it("says nothing of what the event says", async () => {
    const said = eventOf(40, {
      identifiers: [phone(phoneOf(40))],
      claims: claims({ note: "Ada Brook" }),
    });
    await deliver(store, said);
    const { text } = await api.get(`/v1/events/${said.id}`, { role: "admin" });
    for (const word of ["Ada Brook", phoneOf(40)]) expect(text).not.toContain(word);
  });
});
