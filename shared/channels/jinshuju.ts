/** Jinshuju (金数据): one delivery per entry of a form, and one per later change of it. */
import * as z from "zod";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import { type Answer, AnswerMapping, readAnswers } from "./answers.ts";
import { bodyBytesMaxDefault, defineChannel } from "./channel.ts";
import { json } from "./formats/json.ts";
import {
  authenticatePathToken,
  generatePathToken,
  pathTokenAuthentication,
  PathTokenSecrets,
} from "./path-token.ts";

const Form = z.strictObject({
  name: z.string().max(200).optional(),
  /** By the API code of the question, such as `field_3`, or of the extension, such as `x_field_1`. */
  fields: AnswerMapping,
  /** The official account through which people log in to the form: a bare openid names nobody. */
  weixinApp: z.string().min(1).max(100).optional(),
  /** The open platform account that this official account is bound to. */
  openPlatform: z.string().min(1).max(100).optional(),
});

const Payload = z.looseObject({
  form: z.string().min(1),
  form_name: z.string().optional(),
  entry: z.looseObject({
    serial_number: z.union([z.number(), z.string()]),
    created_at: z.string().optional(),
    updated_at: z.string().optional(),
  }),
});

export default defineChannel({
  name: "jinshuju",
  title: { en: "Jinshuju forms", zh: "金数据表单" },
  group: "form",
  authentication: pathTokenAuthentication,
  trust: "token",
  confirmation: "provider's document",
  verifies: ["wechat-openid", "wechat-unionid"],
  businessId: "form + entry.serial_number + entry.updated_at",
  answer: '`{"events":[ids]}`',
  pathToken: true,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: z.strictObject({
    forms: z.record(z.string().min(1).max(100), Form).default({}),
  }),
  secrets: PathTokenSecrets,
  generateSecrets: generatePathToken,
  payload: Payload,
  authenticate: authenticatePathToken,

  normalise(payload, { settings, fields }) {
    const { form: id, entry } = payload;
    const form = Object.hasOwn(settings.forms, id) ? settings.forms[id] : undefined;
    // Its questions are numbered: without a mapping nobody knows which of them is the phone.
    if (form === undefined) {
      return [{ kind: "unclear", reason: "the form is not configured" }];
    }
    const updatedAt = entry.updated_at ?? entry.created_at ?? "";
    const read = readAnswers(answersOf(entry, form), form.fields, fields);
    return [
      {
        kind: "statement",
        statement: {
          businessId: `${id}:${entry.serial_number}:${updatedAt}`,
          content: payload,
          origin: id,
          kind: "entry",
          observedAt: new Date(isoOf(updatedAt)),
          ...read,
          identifiers: [...read.identifiers, ...weixinIdentifiers(entry, form)],
        },
      },
    ];
  },
});

type Entry = z.output<typeof Payload>["entry"];
type Form = z.output<typeof Form>;

/** What Jinshuju says about the entry, not the customer; nor is a network address one of theirs. */
const technical =
  /^(serial_number|gen_code|color_mark|(created|updated)_at|info_\w+|referr\w+|distribution_\w+|x_field_weixin_headimgurl)$/;

/** What people who log in through WeChat show of themselves. */
const weixinFields: Readonly<Record<string, string>> = {
  x_field_weixin_nickname: "nickname",
  x_field_weixin_gender: "gender",
};

/** Where they say they are: only where the form itself does not ask, for one address has one source. */
const weixinPlace: Readonly<Record<string, string>> = {
  x_field_weixin_country: "country",
  x_field_weixin_province_city: "address",
};

function answersOf(entry: Entry, form: Form): Answer[] {
  const asksAddress = Object.values(form.fields).some((field) =>
    /^(address|city|street)$/.test(field),
  );
  const known = asksAddress ? weixinFields : { ...weixinFields, ...weixinPlace };
  const identifying: string[] = weixinIds(form).flatMap(({ key, namespace }) =>
    namespace ? [key] : [],
  );
  return Object.entries(entry)
    .filter(([key]) => !technical.test(key) && !identifying.includes(key))
    .map(([key, value]) => ({
      keys: [key],
      label: key,
      value,
      otherwise: Object.hasOwn(known, key) ? known[key] : undefined,
    }));
}

function weixinIds({ weixinApp, openPlatform }: Form) {
  return [
    { type: "wechat-openid", namespace: weixinApp, key: "x_field_weixin_openid" },
    { type: "wechat-unionid", namespace: openPlatform, key: "x_field_weixin_unionid" },
  ] as const;
}

/** A login proves the ids, whatever is typed beneath. */
function weixinIdentifiers(entry: Entry, form: Form): StatedIdentifier[] {
  return weixinIds(form).flatMap(({ type, namespace, key }) => {
    const value = entry[key];
    return namespace && typeof value === "string"
      ? [{ type, namespace, value, verified: true }]
      : [];
  });
}

/** `2018-05-24 02:04:17 UTC` from older forms, ISO 8601 from newer ones. */
function isoOf(time: string): string {
  return time.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/, "$1T$2Z");
}
