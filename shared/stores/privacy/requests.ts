/** Requests as they are stored: one row each, its log beside it, both written in one transaction. */
import * as z from "zod";
import type { Step } from "#shared/domain/privacy/command.ts";
import { hasEnded, PrivacyRequest } from "#shared/domain/privacy/request.ts";
import { batchGet } from "../batch-get.ts";
import type { Store } from "../tables.ts";
import { transact } from "../transact.ts";
import { absent, put, type Write } from "../writes.ts";
import {
  contentKeyId,
  contentKeyIn,
  contentKeyRemoval,
  newContentKey,
  openContent,
  type RequestContent,
  sealContent,
} from "./content.ts";
import { identifierKeys, requestKey, stepKey, subjectKey } from "./rows.ts";
import { taskWrites } from "./tasks.ts";

const RequestRow = PrivacyRequest.extend({
  v: z.int(),
  /** Addresses that are told of each state. */
  callbacks: z.array(z.string()).default([]),
  /** Keyed hash of what was filed: the same key with another body is another request. */
  filed: z.string(),
  b: z.instanceof(Uint8Array).optional(),
});

export interface StoredRequest {
  request: PrivacyRequest;
  version: number;
  callbacks: readonly string[];
  filed: string;
  /** Undefined once the request has ended. */
  content: RequestContent | undefined;
}

/** What a change of a request is written with. */
export interface Written {
  /** By when it is due now. */
  dueAt: string;
  steps: readonly Step[];
}

export interface NewRequest extends Written, Omit<StoredRequest, "version" | "content"> {
  content: RequestContent;
}

/** False where there is a request of this id already: it is what it was. */
export async function keepRequest(filed: NewRequest, store: Store): Promise<boolean> {
  const { request, content } = filed;
  const { key, write } = newContentKey(request.id, store);
  const stored: StoredRequest = { ...filed, version: 1 };
  const sealed = sealContent(content, { id: request.id, version: 1, key }, store);
  const pointers = identifierKeys(content.identifiers, store).map((identifier) =>
    put(store.tables.privacy, subjectKey(identifier, request.id)),
  );
  const writes = [
    put(store.tables.privacy, rowOf(stored, filed.dueAt, sealed), absent("k")),
    write,
    ...pointers,
    ...stepWrites(stored, filed.steps, store),
    ...taskWrites(
      { ...filed, before: undefined, after: request, version: 1, at: request.receivedAt },
      store,
    ),
  ];
  return (await transact(writes, store)).kind === "written";
}

/**
 * A request after a command, if nobody else has written it meanwhile. When it ends, its key is
 * destroyed in the same transaction, and nothing personal outlives it.
 */
export async function moveRequest(
  before: StoredRequest,
  { request, dueAt, steps }: Written & Pick<StoredRequest, "request">,
  store: Store,
): Promise<StoredRequest | undefined> {
  const { id } = request;
  const version = before.version + 1;
  const ends = hasEnded(request);
  const content = ends ? undefined : before.content;
  const moved: StoredRequest = { ...before, request, version, content };
  const sealed = content && (await reseal(content, { id, version }, store));
  const at = steps.at(-1)?.at ?? request.receivedAt;
  const { callbacks } = before;
  const writes = [
    put(store.tables.privacy, rowOf(moved, ends ? at : dueAt, sealed), {
      ConditionExpression: "v = :v",
      ExpressionAttributeValues: { ":v": before.version },
    }),
    ...stepWrites(moved, steps, store),
    ...taskWrites({ before: before.request, after: request, version, at, dueAt, callbacks }, store),
    ...(ends ? [contentKeyRemoval(id, store)] : []),
  ];
  return (await transact(writes, store)).kind === "written" ? moved : undefined;
}

async function reseal(
  content: RequestContent,
  { id, version }: { id: string; version: number },
  store: Store,
): Promise<Buffer | undefined> {
  const { keys } = store.tables;
  const [row] = (await batchGet(store, { [keys]: [{ id: contentKeyId(id) }] }))[keys] ?? [];
  // Ended meanwhile: then the version is another too, and nothing is written.
  if (row === undefined) return undefined;
  return sealContent(content, { id, version, key: contentKeyIn(row, id, store) }, store);
}

function rowOf(
  { request, version, callbacks, filed }: StoredRequest,
  due: string,
  sealed: Uint8Array | undefined,
) {
  return {
    // Members that are absent are none: a table has no word for them.
    ...z.record(z.string(), z.unknown()).parse(JSON.parse(JSON.stringify(request))),
    ...requestKey(request.id),
    v: version,
    list: hasEnded(request) ? "closed" : "open",
    due,
    ...(callbacks.length > 0 && { callbacks }),
    filed,
    ...(sealed && { b: sealed }),
  };
}

function stepWrites(
  { request, version }: StoredRequest,
  steps: readonly Step[],
  { tables }: Store,
): Write[] {
  const first = version * 10;
  return steps.map(({ step, by, at, counts }, n) =>
    put(tables.privacy, {
      ...stepKey(request.id, { at, version: first + n }),
      step,
      by,
      at,
      ...(counts && { counts }),
    }),
  );
}

/** Strongly consistent. Undefined where there is none of this id. */
export async function readRequest(id: string, store: Store): Promise<StoredRequest | undefined> {
  const { privacy, keys } = store.tables;
  const rows = await batchGet(store, {
    [privacy]: [requestKey(id)],
    [keys]: [{ id: contentKeyId(id) }],
  });
  const [item] = rows[privacy] ?? [];
  if (item === undefined) return undefined;
  const { v: version, callbacks, filed, b: sealed, ...request } = RequestRow.parse(item);
  const [keyRow] = rows[keys] ?? [];
  const content =
    sealed === undefined || keyRow === undefined
      ? undefined
      : openContent(sealed, { id, version, key: contentKeyIn(keyRow, id, store) }, store);
  return { request, version, callbacks, filed, content };
}
