/** Deliveries as they come every day, from the shortest to a full form: what the edge is measured on. */
import { randomBytes } from "node:crypto";
import { typeformBody, sendTypeform } from "#bin/senders/typeform.ts";
import { sendWebsite } from "#bin/senders/website.ts";
import type { SignedDelivery } from "#bin/senders/delivery.ts";
import { channelsInUse, readTenant } from "#infra/tenant.ts";
import type { Channel } from "#shared/channels/channel.ts";

export interface EdgeFixture {
  name: string;
  channel: Channel;
  settings: unknown;
  /** As they stand in the parameter store. */
  secrets: unknown;
  signed: SignedDelivery;
}

const address = "https://hooks.test/webhooks";

export function edgeFixtures(now: Date): EdgeFixture[] {
  return [websiteForm(now), typeformSubmission(now)];
}

/** Five answers, a quarter of a kilobyte: the least that is worth sending. */
function websiteForm(now: Date): EdgeFixture {
  const { channel, settings, secrets } = inDemo("website");
  const body = JSON.stringify({
    type: "form.submitted",
    timestamp: now.toISOString(),
    data: {
      form: "contact",
      fullName: "He Yun",
      phone: "+8613912345678",
      email: "he.yun@hezhou-tea.cn",
      city: "Hangzhou",
      visit: 3,
    },
  });
  const context = { address: `${address}/website`, now, randomBytes };
  const signed = sendWebsite({ id: "msg_1", body }, { ...context, secrets });
  return { name: "website form, 0.25 kB", channel, settings, secrets, signed };
}

/** Twenty questions with their definitions. */
function typeformSubmission(now: Date): EdgeFixture {
  const { channel, settings, secrets } = inDemo("typeform");
  const [formId = ""] = Object.keys((settings as { forms: object }).forms);
  const known = [
    ["first_name", "text", "Yun"],
    ["last_name", "text", "He"],
    ["work_email", "email", "he.yun@hezhou-tea.cn"],
    ["mobile", "phone_number", "+8613912345678"],
    ["company", "text", "Hezhou Tea Co., Ltd"],
    ["role", "text", "Buyer"],
  ];
  const others = Array.from({ length: 14 }, (_, at) => [
    `question_${at}`,
    "text",
    "We buy about four tonnes a year and would like to compare two qualities.",
  ]);
  const answers = [...known, ...others].map(([ref = "", type = "", value]) => ({
    ref,
    title: `Please tell us about ${ref.replaceAll("_", " ")}`,
    type,
    value,
  }));
  const body = typeformBody({ formId, token: "t0ken0001", submittedAt: now, answers });
  const context = { address: `${address}/typeform`, now, randomBytes };
  const signed = sendTypeform(body, { ...context, secrets });
  const name = `typeform, ${(body.length / 1_000).toFixed(1)} kB`;
  return { name, channel, settings, secrets, signed };
}

function inDemo(name: string) {
  const use = channelsInUse(readTenant("demo")).find(({ channel }) => channel.name === name);
  if (use === undefined) throw new Error(`the demo tenant does not use ${name}`);
  const settings: unknown = use.channel.settings.parse(use.settings);
  // The senders know the shape of what their channel generates.
  const secrets = use.channel.generateSecrets(randomBytes, settings) as never;
  return { channel: use.channel, settings, secrets };
}
