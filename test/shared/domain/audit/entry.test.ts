import { describe, expect, it } from "vitest";
import { knownIds } from "#shared/domain/audit/entry.ts";
import { eventId } from "#shared/domain/event-id.ts";
import { personId } from "#shared/domain/identity/person-id.ts";

describe("as the id of something, an entry keeps", () => {
  const person = personId(1_772_000_000_000, Buffer.alloc(10, 7));
  const event = eventId({ channel: "website", businessId: "1", content: 1 });

  const alert = `2026-03-01.1.${"h".repeat(43)}`;
  it.each([person, event, alert, `dec_${event.slice(4)}`, `rev_${event.slice(4)}`])("%s", (id) => {
    expect(knownIds([id])).toEqual([id]);
  });

  it("each one once", () => {
    expect(knownIds([person, event, person])).toEqual([person, event]);
  });

  it.each([
    "zephyrine@quillfeather-canary.cn",
    "+8613976543210",
    "13976543210",
    "Zephyrine Quillfeather",
    "evt_short",
    `${person} and more`,
    `cus_${event.slice(4)}`,
    "",
  ])("nothing else: %s", (word) => {
    expect(knownIds([word])).toEqual([]);
  });
});
