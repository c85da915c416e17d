/** Twilio Voice: who calls the company, as the telephone network reports it. */
import { createHash } from "node:crypto";
import * as z from "zod";
import { compareText } from "#shared/domain/identifier.ts";
import { bodyBytesMaxDefault, defineChannel, RotatingSecret } from "./channel.ts";
import { type Delivery, xmlReply } from "./delivery.ts";
import { formFields } from "./formats/form-fields.ts";
import { formOrJson } from "./formats/form-or-json.ts";
import { hmacMatches, sameSecret } from "./signature.ts";

const Payload = z.looseObject({
  CallSid: z.string().min(1),
  CallStatus: z.string().min(1),
  From: z.string(),
  To: z.string(),
  Direction: z.string().optional(),
  /** RFC 2822; only reports of a call's progress have it. */
  Timestamp: z.string().optional(),
  StirVerstat: z.string().optional(),
});

const Settings = z.strictObject({
  /** What a caller hears; nothing where there is none. */
  greeting: z
    .strictObject({ text: z.string().min(1).max(1_000), language: z.string().default("en-US") })
    .optional(),
});

export default defineChannel({
  name: "twilio-voice",
  title: { en: "Phone calls (Twilio)", zh: "电话（Twilio）" },
  group: "call",
  authentication: {
    en: "X-Twilio-Signature: base64 HMAC-SHA1 over the address and the sorted parameters",
    zh: "X-Twilio-Signature：对地址和排序后的参数的 base64 HMAC-SHA1",
  },
  trust: "signed",
  confirmation: "published vector",
  verifies: ["phone"],
  businessId: "CallSid + CallStatus",
  answer: { en: "TwiML: the greeting, if any", zh: "TwiML：设有问候语时附上" },
  pathToken: false,
  format: formOrJson,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: Settings,
  secrets: z.strictObject({ authToken: RotatingSecret }),
  generateSecrets: (randomBytes) => ({ authToken: randomBytes(16).toString("hex") }),
  payload: Payload,

  authenticate(delivery, { secrets }) {
    const signature = delivery.headers["x-twilio-signature"];
    if (!signature) return { kind: "refused", reason: "signature missing" };
    const parameters = signedParameters(delivery);
    if (parameters === undefined) return { kind: "refused", reason: "signature wrong" };
    let matches = false;
    for (const address of signedAddresses(delivery.url)) {
      const parts = [address, parameters];
      const check = { parts, secrets: secrets.authToken, signature };
      if (hmacMatches({ algorithm: "sha1", encoding: "base64", ...check })) matches = true;
    }
    return matches
      ? { kind: "authentic", trust: "signed" }
      : { kind: "refused", reason: "signature wrong" };
  },

  normalise(call) {
    const outbound = call.Direction?.startsWith("outbound") ?? false;
    const [customer, company] = outbound ? [call.To, call.From] : [call.From, call.To];
    // Withheld, or a browser's or a SIP name: the call says nothing about a customer.
    if (!isPhoneNumber(customer)) return [{ kind: "ping" }];
    return [
      {
        kind: "statement",
        statement: {
          businessId: `${call.CallSid}:${call.CallStatus}`,
          content: call,
          origin: company,
          kind: `call ${call.CallStatus}`,
          ...(call.Timestamp && { observedAt: new Date(call.Timestamp) }),
          claims: [{ field: "phone", value: customer, verified: !outbound && isProven(call) }],
          extras: Object.fromEntries(
            Object.entries(call).filter(([parameter]) => !technical.has(parameter)),
          ),
        },
      },
    ];
  },

  reply: ({ settings: { greeting } }) =>
    xmlReply(
      greeting === undefined
        ? "<Response/>"
        : `<Response><Say language="${escapeXml(greeting.language)}">${escapeXml(greeting.text)}</Say></Response>`,
    ),
});

/**
 * The form's parameters, each once, sorted: name before value. A body of another kind is covered by
 * its hash in the signed address. Undefined where that hash is wrong.
 * https://www.twilio.com/docs/usage/security#validating-requests
 */
function signedParameters({ query, body }: Delivery): string | undefined {
  const bodyHash = query.get("bodySHA256");
  if (bodyHash !== null) {
    const expected = createHash("sha256").update(body).digest("hex");
    return sameSecret(expected, bodyHash.toLowerCase()) ? "" : undefined;
  }
  // One pass and one sort: whoever sends this has proved nothing yet.
  const parameters = formFields(body.toString("utf8")).sort(byNameAndValue);
  return parameters
    .filter((parameter, at) => byNameAndValue(parameter, parameters[at - 1] ?? []) !== 0)
    .map(([name, value]) => name + value)
    .join("");
}

function byNameAndValue(a: readonly string[], b: readonly string[]): number {
  return compareText(a[0] ?? "", b[0] ?? "") || compareText(a[1] ?? "", b[1] ?? "");
}

/** Twilio signs the address now with its port, now without: its own libraries try both. */
function signedAddresses(address: string): Set<string> {
  const url = new URL(address);
  const { protocol, username, password, hostname, pathname, search } = url;
  const port = url.port || (protocol === "https:" ? "443" : "80");
  const user = username && `${username}${password && `:${password}`}@`;
  const rest = `${pathname}${search}`;
  return new Set([
    address,
    `${protocol}//${user}${hostname}${rest}`,
    `${protocol}//${user}${hostname}:${port}${rest}`,
  ]);
}

/** A withheld number comes as its word, or as the word's keys: ANONYMOUS, RESTRICTED, BLOCKED … */
const withheld = new Set(["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"]);

function isPhoneNumber(party: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(party) && !withheld.has(party);
}

/**
 * Where the network attests callers (STIR/SHAKEN), only level A says that the number is the
 * caller's own: B and C leave room for a forged one. Where it does not, the number stands as shown.
 */
function isProven({ StirVerstat }: z.output<typeof Payload>): boolean {
  return StirVerstat === undefined || StirVerstat.startsWith("TN-Validation-Passed-A");
}

/** Ids, doubles of `From` and `To`, proofs: nothing about the caller. What is left becomes extras. */
const technical = new Set(
  (
    "CallSid ParentCallSid AccountSid ApplicationSid PhoneNumberSid ApiVersion CallToken " +
    "StirPassportToken StirVerstat SequenceNumber CallbackSource CallStatus Timestamp From Caller " +
    "Called CallerCity CallerState CallerZip CallerCountry CalledCity CalledState CalledZip " +
    "CalledCountry"
  ).split(" "),
);

const xmlEntities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => xmlEntities[character] ?? "");
}
