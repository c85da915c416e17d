/** What is sent to file a request, read from the form. */
import * as z from "zod";
import { addDays, type Day, endOf } from "#shared/domain/privacy/day.ts";
import { Law } from "#shared/domain/privacy/law.ts";
import { Reference } from "#shared/domain/privacy/request.ts";
import { type Mistakes, readForm, written } from "../form.ts";
import { readIdentifier, readSeveral } from "../identifier-fields.ts";
import type { When } from "../when.ts";
import { filingWords as words } from "../words/filing.ts";

export interface Filing {
  body: Readonly<Record<string, unknown>>;
  /** From which control each of the identifiers came. */
  controls: readonly string[];
}

type Read = { kind: "read"; filing: Filing } | { kind: "mistaken"; mistakes: Mistakes };

const identifiersMax = 20;

const Sent = z.object({
  personId: z.string().max(100).optional(),
  submitted: z.iso.date(),
  law: z.array(Law).min(1),
  reference: Reference.optional(),
  note: z.string().max(2_000).optional(),
});

const expected = {
  personId: words.notAPerson,
  submitted: words.notADay,
  law: words.noLaw,
  reference: words.notAReference,
  note: words.noteTooLong,
};

export function readFiling(form: URLSearchParams, when: When): Read {
  const who = readWho(form);
  const sent = readForm(
    Sent.refine(({ submitted }) => submitted <= when.today, { path: ["submitted"] }),
    {
      personId: written(form, "personId"),
      submitted: written(form, "submitted"),
      law: form.getAll("law"),
      reference: written(form, "reference"),
      note: written(form, "note"),
    },
    expected,
  );
  const mistakes = {
    ...("mistakes" in who && who.mistakes),
    ...("mistakes" in sent && sent.mistakes),
  };
  if ("mistakes" in who || "mistakes" in sent) return { kind: "mistaken", mistakes };
  const { submitted, law: laws, ...rest } = sent.value;
  const body = {
    ...rest,
    laws,
    identifiers: who.identifiers,
    channel: "page",
    suppress: form.has("suppress"),
    idempotencyKey: form.get("key"),
    ...(submitted < when.today && { submittedAt: startOf(submitted, when.zone) }),
  };
  return { kind: "read", filing: { body, controls: who.controls } };
}

function readWho(form: URLSearchParams) {
  const other = readIdentifier(form);
  if (other !== undefined && "mistakes" in other) return other;
  const [emails, phones] = [readSeveral(form, "email"), readSeveral(form, "phone")];
  const others = other === undefined ? [] : [other.identifier];
  const identifiers = [...emails, ...phones, ...others];
  if (identifiers.length > identifiersMax) return { mistakes: { email: words.tooMany } };
  if (identifiers.length === 0 && written(form, "personId") === undefined) {
    return { mistakes: { email: words.nobody } };
  }
  const controls = [
    ...emails.map(() => "email"),
    ...phones.map(() => "phone"),
    ...others.map(() => "value"),
  ];
  return { identifiers, controls };
}

/** The clocks count days: any moment of the day would do. */
const startOf = (day: Day, zone: string): string =>
  new Date(Date.parse(endOf(addDays(day, -1), zone)) + 1).toISOString();
