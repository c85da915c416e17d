import { expect, it } from "vitest";
import { isNumber } from "#shared/channels/call-party.ts";

it.each(["+44 20 7946 0991", "(021) 5555-0142", "13900001111", "+1.415.555.0142"])(
  "%j may be somebody's number",
  (party) => expect(isNumber(party)).toBe(true),
);

it.each(["anonymous", "Restricted", "100", "", "sip:ida@pbx.example", "+", "1".repeat(60)])(
  "%j is nobody's",
  (party) => expect(isNumber(party)).toBe(false),
);

it.each([undefined, null])("%j is nobody's", (party) => expect(isNumber(party)).toBe(false));
