import { describe, expect, it } from "vitest";
import { authenticateTimed } from "#shared/channels/timed-signature.ts";

/** From the tests of Stripe's client library for .NET, with the line break at the body's end. */
const body = Buffer.from(`{
  "id": "evt_123",
  "object": "event",
  "account": "acct_123",
  "api_version": "2017-05-25",
  "created": 1533204620,
  "data": {
    "object": {
      "id": "cus_123",
      "object": "customer",
      "created": 123456789,
      "email": "test@stripe.com",
      "livemode": false,
      "metadata": {}
    }
  },
  "livemode": false,
  "pending_webhooks": 1,
  "request": {
    "id": "req_123",
    "idempotency_key": "idempotency-key-123"
  },
  "type": "customer.created"
}
`);
const right = "2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7";
const old = "v0=63f3a72374a733066c4be69ed7f8e5ac85c22c9f0a6a612ab9a025a9e4ee7eef";
const wrong = "0".repeat(64);

const authenticate = (header: string | undefined, secondsLate = 100) =>
  authenticateTimed({
    header,
    scheme: "v1",
    body,
    secrets: ["another_secret", "webhook_secret"],
    windowMs: 300_000,
    now: new Date((1_533_204_620 + secondsLate) * 1_000),
  });

describe("a signature with its time", () => {
  it.each([
    ["as Stripe publishes one", `t=1533204620,v1=${right},${old}`],
    ["beside another, while a secret is being rotated", `t=1533204620,v1=${wrong},v1=${right}`],
    ["in another order, with spaces", `v1=${right}, t=1533204620`],
  ])("is right %s", (_, header) => {
    expect(authenticate(header)).toEqual({ kind: "authentic", trust: "signed" });
  });

  it.each([
    ["no header", undefined, "signature missing"],
    ["an empty header", "", "signature missing"],
    ["no time", `v1=${right}`, "timestamp missing"],
    ["an empty time", `t=,v1=${right}`, "timestamp missing"],
    ["another time", `t=1533204621,v1=${right}`, "signature wrong"],
    ["only an older scheme", `t=1533204620,${old}`, "signature malformed"],
    ["the right hash under the wrong name", `t=1533204620,v0=${right}`, "signature malformed"],
    ["no signature", "t=1533204620", "signature malformed"],
    ["a wrong one", `t=1533204620,v1=${wrong}`, "signature wrong"],
    ["capitals", `t=1533204620,v1=${right.toUpperCase()}`, "signature wrong"],
    [
      "the right one behind more than a rotation needs",
      `t=1533204620,${`v1=${wrong},`.repeat(5)}v1=${right}`,
      "signature wrong",
    ],
  ])("is refused with %s", (_, header, reason) => {
    expect(authenticate(header)).toEqual({ kind: "refused", reason });
  });

  it.each([-301, 301])("is refused %i seconds away", (seconds) => {
    expect(authenticate(`t=1533204620,v1=${right}`, seconds)).toEqual({
      kind: "refused",
      reason: "timestamp outside the window",
    });
  });
});
