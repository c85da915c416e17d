import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sendTypeform, typeformBody } from "#bin/senders/typeform.ts";
import { sendWebsite } from "#bin/senders/website.ts";
import type { SignedDelivery } from "#bin/senders/delivery.ts";
import { readSecrets, type RunningProduct, startProduct } from "#test/fixtures/process.ts";
import { accountFor } from "#test/load/accounting.ts";

/** Values that stand nowhere in the product: whoever finds one has found a customer's data. */
const canaries = {
  name: "Zephyrine Quillfeather",
  email: "zephyrine@quillfeather-canary.cn",
  phone: "13976543210",
  answer: "canary-answer-7719",
  refused: "canary-refused-4410",
  unclear: "canary-unclear-9926",
};
const normalisedPhone = "+8613976543210";

let folder: string;
let product: RunningProduct;
let output = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-canary-"));
  console.log("T0", performance.now()); product = await startProduct({ folder }); console.log("T1", performance.now());
  const accepted = await Promise.all([post(website()), post(typeform())]);
  const refused = await Promise.all([
    post(altered(website("msg_altered"))),
    post(brokenJson()),
    post(oversized()),
  ]);
  expect(accepted.map(({ status }) => status)).toEqual([200, 200]);
  expect(refused.map(({ status }) => status)).toEqual([401, 400, 413]);
  expect((await post(unclear())).status).toBe(200);
  const eventIds = new Set(accepted.flatMap(({ events }) => events));
  await accountFor(eventIds, { baseUrl: product.baseUrl, secondsMax: 30 });
  await staffAsk();
  console.log("STOPPING", performance.now()); await product.stop();
  output = product.output(); console.log("CANARY-OUT", performance.now(), output.slice(-600));
});

afterAll(async () => {
  await product?.kill();
  rmSync(folder, { recursive: true, force: true });
});

test("no byte that the product stored holds a customer's value", () => {
  const found = filesBelow(folder).flatMap((file) =>
    needlesIn(readFileSync(file)).map((needle) => `${file}: ${needle}`),
  );
  expect(found).toEqual([]);
});

test("no line that the product printed holds a customer's value", () => {
  expect(output).toContain("accepted");
  expect(output).toContain("refused");
  expect(output).toContain("quarantined");
  expect(needlesIn(Buffer.from(output))).toEqual([]);
});

test("the search itself would find one", () => {
  expect(needlesIn(Buffer.from(`x${canaries.name}y`))).toHaveLength(1);
  expect(needlesIn(Buffer.from(Buffer.from(canaries.answer).toString("base64")))).toHaveLength(1);
});

/** As it was sent, as it is normalised, and as the encodings of the way would show it. */
function needlesIn(bytes: Buffer): string[] {
  return [...Object.values(canaries), normalisedPhone].filter((canary) => {
    const text = Buffer.from(canary);
    // Base64 of the inside of a text, whatever stands before it: the three alignments.
    const encoded = [0, 1, 2].map((shift) =>
      Buffer.concat([Buffer.alloc(shift), text])
        .toString("base64")
        .slice(4, -4),
    );
    const forms = [text, Buffer.from(canary, "utf16le"), Buffer.from(text.toString("hex"))];
    return [...forms, ...encoded.map((each) => Buffer.from(each))].some((form) =>
      bytes.includes(form),
    );
  });
}

function filesBelow(start: string): string[] {
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function post({ url, headers, body }: SignedDelivery) {
  const response = await fetch(url, { method: "POST", headers, body: new Uint8Array(body) });
  const text = await response.text();
  expect(needlesIn(Buffer.from(text))).toEqual([]);
  const events = response.status === 200 ? (JSON.parse(text) as { events: string[] }).events : [];
  return { status: response.status, events };
}

/** Staff may see values in answers; questions and refusals must leave no trace. */
async function staffAsk(): Promise<void> {
  const ask = (identifier: object) =>
    fetch(`${product.baseUrl}/v1/people/search`, {
      method: "POST",
      headers: { authorization: "Bearer local:steward:canary" },
      body: JSON.stringify({ identifier }),
    });
  const found = await ask({ type: "email", value: canaries.email });
  expect(await found.text()).toContain(canaries.name);
  expect((await ask({ type: canaries.name, value: canaries.phone })).status).toBe(400);
}

function contextOf(channel: string) {
  return {
    secrets: readSecrets(folder)[channel] as never,
    address: `${product.baseUrl}/webhooks/${channel}`,
    now: new Date(),
    randomBytes,
  };
}

function website(id = "msg_canary", extra: Record<string, unknown> = {}): SignedDelivery {
  const { name, email, phone, answer } = canaries;
  const data = { form: "contact", fullName: name, email, phone, favourite: answer, ...extra };
  const body = JSON.stringify({ type: "form.submitted", data });
  return sendWebsite({ id, body }, contextOf("website"));
}

function typeform(): SignedDelivery {
  const answers = [
    { ref: "work_email", title: "E-mail", type: "email", value: canaries.email },
    { ref: "other", title: "Anything else?", type: "text", value: canaries.answer },
  ];
  const submission = { formId: "kQ7xTr2M", token: "canary", submittedAt: new Date(), answers };
  return sendTypeform(typeformBody(submission), contextOf("typeform"));
}

function altered(delivery: SignedDelivery): SignedDelivery {
  const body = Buffer.from(delivery.body.toString().replace(canaries.answer, canaries.refused));
  return { ...delivery, body };
}

function brokenJson(): SignedDelivery {
  return sendWebsite({ id: "msg_b", body: `{"data":"${canaries.refused}` }, contextOf("website"));
}

function oversized(): SignedDelivery {
  return website("msg_o", { long: canaries.refused.repeat(20_000) });
}

/** Authentic, but of no shape that the channel knows: kept for a steward. */
function unclear(): SignedDelivery {
  const body = JSON.stringify({ type: 7, who: canaries.unclear, mail: canaries.email });
  return sendWebsite({ id: "msg_u", body }, contextOf("website"));
}
