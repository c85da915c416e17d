/** Whom a request may mean, with as much of them as this officer's role may see. */
import * as z from "zod";
import type { RequestView } from "#shared/domain/privacy/view.ts";
import type { PageCall } from "../page.ts";

export interface Candidate {
  id: string;
  /** A name and identifiers; masked or absent by the officer's role. */
  about: readonly string[];
}

/** Of a record what tells people apart. */
const Brief = z.object({
  fields: z.object({ fullName: z.object({ value: z.string() }).optional() }),
  identifiers: z.array(z.object({ value: z.string() })),
});

/** To choose among more than these nobody reads them all. */
const briefsMax = 12;
const identifiersShown = 3;

export function candidatesOf({ candidates }: RequestView, { api }: PageCall): Promise<Candidate[]> {
  return Promise.all(
    candidates.map(async (id, at) => {
      if (at >= briefsMax) return { id, about: [] };
      const answer = await api.get(`/v1/people/${encodeURIComponent(id)}`, Brief);
      if (answer.kind === "refused") return { id, about: [] };
      const { fields, identifiers } = answer.body;
      const values = identifiers.slice(0, identifiersShown).map(({ value }) => value);
      return { id, about: [fields.fullName?.value, ...values].filter(tells) };
    }),
  );
}

/** Of somebody who is restricted no letter is shown. */
const tells = (text: string | undefined): text is string =>
  text !== undefined && !/^\**$/.test(text);
