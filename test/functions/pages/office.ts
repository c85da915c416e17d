/** Officers at their pages, with the real API and real tables behind them. */
import { pages } from "#functions/pages/pages.ts";
import type { ApiStore } from "#functions/api/route.ts";
import { openDesk } from "#test/functions/api/desk.ts";
import { privacy } from "#test/fixtures/events.ts";
import { type Answered, formTokenIn, openPages } from "./officer.ts";

export async function openOffice(store: ApiStore) {
  const desk = openDesk(store);
  const [, ...own] = pages;
  const opened = await openPages(own, desk.api.handler, { privacy });
  opened.clock.aheadMs = desk.api.clock.now.getTime() - Date.now();
  const addresses: string[] = [];

  /** Signed in; reads and sends as a browser without scripts does. */
  async function officer(name: string, role = "compliance") {
    const { ask, signIn } = opened.browser();
    await signIn({ name, role });
    async function open(path: string): Promise<Answered> {
      addresses.push(path);
      return ask(path);
    }
    /** Sends the form of a page, and follows where that leads. */
    async function send(path: string, fields: Fields, from = path): Promise<Answered> {
      const token = formTokenIn(await open(from));
      const form = [["form-token", token], ...pairsOf(fields)] as [string, string][];
      const answered = await ask(path, { form });
      if (answered.status !== 303) return answered;
      return { ...(await open(answered.location)), location: answered.location };
    }
    /** An action on the page of a request. */
    const act = (id: string, action: string, fields: Fields = {}) =>
      send(`/pages/requests/${id}`, { action, ...fields });
    return { ask, open, send, act };
  }
  return { ...opened, desk, addresses, officer };
}

export type Fields = Readonly<Record<string, string | readonly string[]>>;

const pairsOf = (fields: Fields): [string, string][] =>
  Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string] => [name, each]),
  );

/** What a reader sees: no tags, one blank between words. */
export function readable({ text }: Answered): string {
  const [, main = text] = /<main[^>]*>(.*)<\/main>/s.exec(text) ?? [];
  return main
    .replace(/<[^>]+>/g, " ")
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ");
}

export const buttonsIn = ({ text }: Answered): string[] =>
  [...text.matchAll(/<input type="hidden" name="action" value="([\w-]+)"/g)].map(
    ([, action = ""]) => action,
  );
