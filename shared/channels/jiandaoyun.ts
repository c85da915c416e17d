/** Jiandaoyun (简道云): one delivery per row of a form that is written, changed, restored or deleted. */
import { createHash } from "node:crypto";
import * as z from "zod";
import { type Answer, FormSettings, isRecord, mappingOf, readAnswers } from "./answers.ts";
import { bodyBytesMaxDefault, defineChannel, RotatingSecret } from "./channel.ts";
import { json } from "./formats/json.ts";
import { sameSecret } from "./signature.ts";

const Time = z.iso.datetime({ offset: true }).nullish();

/** hc.jiandaoyun.com/open/10732, 5.1: the questions stand beside these, by alias or `_widget_…`. */
const Row = z.looseObject({
  _id: z.string().min(1),
  entryId: z.string().min(1),
  formName: z.string().nullish(),
  createTime: Time,
  updateTime: Time,
});

const Payload = z.looseObject({ op: z.string(), data: z.record(z.string(), z.unknown()) });

export default defineChannel({
  name: "jiandaoyun",
  title: { en: "Jiandaoyun forms", zh: "简道云表单" },
  group: "form",
  authentication: {
    en: "X-JDY-Signature: hex SHA-1 over nonce:body:secret:timestamp",
    zh: "X-JDY-Signature：对 nonce:请求体:密钥:timestamp 的十六进制 SHA-1",
  },
  trust: "signed",
  confirmation: "provider's document",
  verifies: ["phone"],
  businessId: "data.entryId + data._id + data.updateTime",
  answer: '`{"events":[ids]}`',
  pathToken: false,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: FormSettings,
  secrets: z.strictObject({ secret: RotatingSecret }),
  generateSecrets: (randomBytes) => ({ secret: randomBytes(24).toString("base64url") }),
  payload: Payload,

  /** hc.jiandaoyun.com/open/11507. Nothing says how old a push may be, so nothing is asked. */
  authenticate({ headers, query, body }, { secrets }) {
    const signature = headers["x-jdy-signature"];
    if (!signature) return { kind: "refused", reason: "signature missing" };
    const [nonce, timestamp] = [query.get("nonce") ?? "", query.get("timestamp") ?? ""];
    // A colon in either could move where the body begins or the secret ends, under the same hash.
    if (!/^\w{1,64}$/.test(nonce) || !/^\d{1,15}$/.test(timestamp)) {
      return { kind: "refused", reason: "signature malformed" };
    }
    let matches = false;
    for (const secret of secrets.secret) {
      const hash = createHash("sha1").update(`${nonce}:`).update(body);
      if (sameSecret(hash.update(`:${secret}:${timestamp}`).digest("hex"), signature))
        matches = true;
    }
    return matches
      ? { kind: "authentic", trust: "signed" }
      : { kind: "refused", reason: "signature wrong" };
  },

  normalise({ op, data }, { settings, fields }) {
    // A deleted row is somebody's tidying up: who wants to be forgotten asks otherwise. An empty
    // one is what the test of the connection sends.
    if (op === "data_remove" || Object.keys(data).length === 0) return [{ kind: "ping" }];
    if (!/^data_(create|update|recover)$/.test(op)) {
      return [{ kind: "unclear", reason: "the event is not understood" }];
    }
    const { data: row } = Row.safeParse(data);
    if (row === undefined) return [{ kind: "unclear", reason: "the row has an unknown shape" }];
    const changedAt = row.updateTime ?? row.createTime;
    return [
      {
        kind: "statement",
        statement: {
          businessId: `${row.entryId}:${row._id}:${changedAt ?? ""}`,
          content: row,
          origin: row.entryId,
          kind: op,
          ...(changedAt && { observedAt: new Date(changedAt) }),
          ...readAnswers(
            answersOf(row),
            mappingOf(settings, row.entryId, row.formName ?? ""),
            fields,
          ),
        },
      },
    ];
  },
});

/** What Jiandaoyun and the company's own people say about the row, not the customer. */
const technical =
  /^(_id|appId|entryId|formName|creator|updater|deleter|(create|update|delete)Time|flowState)$/;

function answersOf(row: z.output<typeof Row>): Answer[] {
  return Object.entries(row)
    .filter(([key]) => !technical.test(key))
    .map(([key, value]) => ({ keys: [key], label: key, ...readOf(value) }));
}

/** hc.jiandaoyun.com/open/10993, 3.1. `verified` is a code sent to the phone and typed in. */
function readOf(value: unknown): Pick<Answer, "value" | "otherwise" | "verified"> {
  if (!isRecord(value)) return { value };
  if ("phone" in value && "verified" in value) {
    return { value: value["phone"], otherwise: "phone", verified: value["verified"] === true };
  }
  return "detail" in value ? { value: { ...value, street: value["detail"] } } : { value };
}
