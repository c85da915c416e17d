/** Erased stays erased: by what was seen when it was decided, in the bytes of the stores and of every backup. */
import type { DataKey } from "#shared/vault/seal.ts";
import { identifierText } from "#shared/domain/identifier.ts";
import { linksOf } from "#shared/domain/identity/evidence.ts";
import { isBy } from "#shared/domain/identity/late.ts";
import { readDataKeys } from "#shared/stores/people.ts";
import { UnsealError } from "#shared/vault/errors.ts";
import type { Row } from "../../dynamodb/value.ts";
import type { Backup } from "../history.ts";
import { textIn } from "../remains.ts";
import { entryIn } from "../watch/rows.ts";
import type { Judged } from "./judgement.ts";

export async function erased(judged: Judged): Promise<string | undefined> {
  for (const { request, status } of judged.history.requests.values()) {
    if (status === "erased" && !judged.history.erasures.has(request.id)) {
      return `${request.id} is said to be done, and no ledger knows of it`;
    }
  }
  return nobodyLeft(judged) ?? nothingBack(judged) ?? (await unreadable(judged));
}

/** Stubs that say "gone", tombstones of their events, no key, and nothing beside: also after a restore. */
export function nobodyLeft({ history, services }: Pick<Judged, "history" | "services">) {
  const { database, store } = services;
  const { tables } = store;
  const stored = [...database.rows(tables.events)];
  for (const [request, { people, events }] of history.erasures) {
    for (const id of people) {
      const { id: _, st, ...rest } = database.row(tables.people, { id }) ?? {};
      if (st !== "erased" || Object.keys(rest).length > 0) {
        return `${id} was erased by ${request}, and is ${JSON.stringify(st)} with ${Object.keys(rest).join()}`;
      }
      if (database.row(tables.keys, { id }) !== undefined) return `${id} was erased, and has a key`;
    }
    for (const k of events) {
      if (database.row(tables.events, { k })?.["why"] !== "erased") {
        return `an event of ${request} has no tombstone`;
      }
    }
    const left = stored.find((row) => people.has(textIn(row, "p")));
    if (left !== undefined) return `${textIn(left, "p")} was erased, and has an event`;
  }
  return undefined;
}

/** Nobody has what was stamped from an event as old as the stamp, nor at all what is suppressed. */
function nothingBack({ history, remains, services }: Judged): string | undefined {
  const erasures = [...history.erasures];
  for (const { event } of remains.events.values()) {
    for (const link of linksOf(event, services.policy)) {
      const text = identifierText(link);
      const { erasedAt: at, isSuppressed } = entryIn(link, services);
      if (isSuppressed || (at !== undefined && isBy(event, { at }))) {
        return `${event.id} carries ${text}, which the index says is erased`;
      }
      const back = erasures.find(
        ([, { stamped, suppress, at: then }]) =>
          stamped.has(text) && (suppress || isBy(event, { at: then })),
      );
      if (back !== undefined) return `${event.id} brings ${text} back, erased by ${back[0]}`;
    }
  }
  return undefined;
}

/** No copy from before can be read with the keys of now: neither events nor the records they are part of. */
async function unreadable({ history, remains, services }: Judged): Promise<string | undefined> {
  const ids = remains.rows.keys.map((row) => textIn(row, "id"));
  const keys = await readDataKeys(
    ids.filter((id) => !id.includes(":")),
    services.store,
  );
  const canOpen = (row: Row, store: "events" | "people"): boolean => {
    const id = textIn(row, store === "events" ? "p" : "id");
    const key = keys.get(id);
    const version = store === "events" ? 1 : Number(row["v"]);
    const place = { store, key: textIn(row, store === "events" ? "k" : "id"), version };
    return key !== undefined && opens(row, { key, place, services });
  };
  for (const backup of history.backups) {
    for (const { event, records } of goneFrom(backup, remains.tombstones)) {
      if (canOpen(event, "events")) return `an erased event can be read in a backup`;
      const record = records.find((each) => canOpen(each, "people"));
      if (record !== undefined) {
        return `a backup of ${textIn(record, "id")} can be read, which holds what was erased`;
      }
    }
  }
  return undefined;
}

interface Opening {
  key: DataKey;
  place: { store: string; key: string; version: number };
  services: Judged["services"];
}

function opens({ b }: Row, { key, place, services }: Opening): boolean {
  if (!(b instanceof Uint8Array)) return false;
  try {
    services.store.vault.open(b, key, place);
    return true;
  } catch (error) {
    if (error instanceof UnsealError) return false;
    throw error;
  }
}

/** What a backup has of events that were erased since: each with the records that were made of it then. */
function* goneFrom({ events, people }: Backup, tombstones: ReadonlyMap<string, string>) {
  const byId = new Map(people.map((row) => [textIn(row, "id"), row]));
  for (const event of events) {
    if (event["b"] === undefined || tombstones.get(textIn(event, "k")) !== "erased") continue;
    const records: Row[] = [];
    for (let row = byId.get(textIn(event, "p")); row !== undefined;) {
      records.push(row);
      row = byId.get(textIn(row, "into"));
    }
    yield { event, records };
  }
}
