/** Webflow: one delivery per form submitted on a site that it hosts. */
import * as z from "zod";
import { campaignFields, FormSettings, mappingOf, namedAnswers, readAnswers } from "./answers.ts";
import { bodyBytesMaxDefault, defineChannel, RotatingSecret } from "./channel.ts";
import { json } from "./formats/json.ts";
import { claimsOfLanding } from "./landing-page.ts";
import { authenticateHmac, withinWindow } from "./signature.ts";

/** developers.webflow.com/data/docs/working-with-webhooks, "Validating request signatures". */
const windowMs = 5 * 60_000;

/** developers.webflow.com/data/reference/webhooks/events/form-submission. */
const Submission = z.looseObject({
  id: z.string().min(1),
  name: z.string().nullish(),
  formId: z.string().nullish(),
  siteId: z.string().nullish(),
  pageUrl: z.string().nullish(),
  submittedAt: z.iso.datetime({ offset: true }).nullish(),
  data: z.record(z.string(), z.unknown()),
});

const Payload = z.looseObject({ triggerType: z.string(), payload: z.unknown() });

export default defineChannel({
  name: "webflow",
  title: { en: "Webflow", zh: "Webflow 网站表单" },
  group: "form",
  authentication: {
    en: "x-webflow-signature: hex HMAC-SHA256 over timestamp:body, 5 minutes",
    zh: "x-webflow-signature：对 timestamp:请求体 的十六进制 HMAC-SHA256，5 分钟内有效",
  },
  trust: "signed",
  confirmation: "provider's document",
  verifies: [],
  businessId: "payload.id",
  answer: '`{"events":[ids]}`',
  pathToken: false,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: FormSettings,
  // Of the webhook where a site token made it, the client secret where an app did; both sign alike.
  secrets: z.strictObject({ secret: RotatingSecret }),
  generateSecrets: (randomBytes) => ({ secret: randomBytes(32).toString("hex") }),
  payload: Payload,

  authenticate({ headers, body }, { secrets, now }) {
    const timestamp = headers["x-webflow-timestamp"];
    if (!timestamp) return { kind: "refused", reason: "timestamp missing" };
    const authentication = authenticateHmac({
      header: headers["x-webflow-signature"],
      algorithm: "sha256",
      encoding: "hex",
      parts: [`${timestamp}:`, body],
      secrets: secrets.secret,
    });
    if (authentication.kind === "refused") return authentication;
    const sentAt = new Date(/^\d{1,15}$/.test(timestamp) ? Number(timestamp) : Number.NaN);
    return withinWindow(sentAt, now, windowMs)
      ? authentication
      : { kind: "refused", reason: "timestamp outside the window" };
  },

  normalise({ triggerType, payload }, { settings, fields }) {
    const { data: submission } = Submission.safeParse(payload);
    if (triggerType !== "form_submission" || submission === undefined) {
      return [{ kind: "unclear", reason: "it is no submission of a form" }];
    }
    const { id, formId, name, submittedAt, pageUrl } = submission;
    const origin = formId ?? name ?? "-";
    const mapping = mappingOf(settings, origin, name ?? "");
    // Questions have no type: what only looks like an e-mail address is none until it is mapped.
    const answers = namedAnswers(submission.data, campaignFields);
    const read = readAnswers(answers, mapping, fields);
    return [
      {
        kind: "statement",
        statement: {
          businessId: id,
          content: submission,
          origin,
          kind: triggerType,
          ...(submittedAt && { observedAt: new Date(submittedAt) }),
          ...read,
          // A hidden field that says which campaign it was comes first: somebody put it there.
          claims: [...read.claims, ...claimsOfLanding(pageUrl)],
        },
      },
    ];
  },
});
