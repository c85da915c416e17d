/** Who did something: a subject of the issuer, oneself, or the schedule. */
import { system } from "#shared/domain/privacy/command.ts";
import type { PageCall } from "../page.ts";
import { requestWords } from "../words/requests.ts";

export function byWhom(
  subject: string,
  { say, officer }: Pick<PageCall, "say" | "officer">,
): string {
  if (subject === system) return say(requestWords.machine);
  return subject === officer.subject ? `${subject} (${say(requestWords.you)})` : subject;
}
