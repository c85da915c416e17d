/** Sends what Jinshuju sends when a form is filled in: unsigned, to an address nobody can guess. */
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface JinshujuSecrets {
  pathToken: Secret;
}

export function sendJinshuju(
  body: string | Buffer,
  { secrets, address }: SendingContext<JinshujuSecrets>,
): SignedDelivery {
  return {
    method: "POST",
    url: `${address}/${inUse(secrets.pathToken)}`,
    headers: { "content-type": "application/json" },
    body: Buffer.from(body),
  };
}

export const example: Example<JinshujuSecrets> = {
  says: "Somebody signed in through WeChat asks for a trial",
  sign({ suffix, fullName, mobile, company }, context) {
    const at = context.now.toISOString();
    const entry = {
      serial_number: Number.parseInt(suffix, 36),
      field_1: fullName,
      field_2: mobile,
      field_4: company,
      field_8: "同意",
      x_field_weixin_openid: `oXiLiu_${suffix}`,
      created_at: at,
      updated_at: at,
    };
    const body = JSON.stringify({ form: "xL3sYq", form_name: "新品试用申请", entry });
    return sendJinshuju(body, context);
  },
};
