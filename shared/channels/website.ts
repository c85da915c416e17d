/** The company's own website and apps: JSON signed by the Standard Webhooks scheme. */
import * as z from "zod";
import { FormSettings, mappingOf, namedAnswers, readAnswers } from "./answers.ts";
import { bodyBytesMaxDefault, defineChannel } from "./channel.ts";
import { json } from "./formats/json.ts";
import {
  authenticateStandard,
  generateStandardSecrets,
  standardAuthentication,
  standardId,
  StandardSecrets,
} from "./standard-webhooks.ts";

/** The envelope that the Standard Webhooks specification recommends. */
const Payload = z.object({
  type: z.string().min(1).max(60),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  data: z.record(z.string(), z.unknown()),
});

export default defineChannel({
  name: "website",
  title: { en: "Website", zh: "官网" },
  group: "own",
  authentication: standardAuthentication,
  trust: "signed",
  confirmation: "published vector",
  verifies: [],
  readsHeaders: ["webhook-id", "svix-id"],
  businessId: "webhook-id",
  answer: '`{"events":[ids]}`',
  pathToken: false,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: FormSettings,
  secrets: StandardSecrets,
  generateSecrets: generateStandardSecrets,
  payload: Payload,
  authenticate: authenticateStandard,

  normalise(payload, { settings, fields, headers }) {
    if (payload.type === "ping") return [{ kind: "ping" }];
    const { form, ...answers } = payload.data;
    const name = typeof form === "string" ? form : "-";
    const read = readAnswers(namedAnswers(answers), mappingOf(settings, name), fields);
    return [
      {
        kind: "statement",
        statement: {
          businessId: standardId(headers),
          content: payload,
          origin: name,
          kind: payload.type,
          ...(payload.timestamp && { observedAt: new Date(payload.timestamp) }),
          ...read,
        },
      },
    ];
  },
});
