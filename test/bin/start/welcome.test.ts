/** What is said when everything runs: where to send, where the secrets are, what to try next. */
import { expect, test } from "vitest";
import { welcome } from "#bin/start/welcome.ts";

const route = (key: string) => ({ key, functionName: "f", audience: undefined });
const text = welcome(
  {
    baseUrl: "http://localhost:4711",
    secretsFile: "/tmp/own/secrets.json",
    notes: ["fax is off: nobody confirmed it."],
    deployment: {
      tables: [],
      queues: [],
      functions: [],
      mappings: [],
      schedules: [],
      routes: [
        route("POST /webhooks/shopify"),
        route("POST /webhooks/jinshuju/{token}"),
        route("GET /webhooks/jinshuju/{token}"),
        route("POST /webhooks/typeform"),
        route("POST /v1/{proxy+}"),
      ],
    },
    stop: async () => {},
  },
  2.34,
);

test("it begins with the line that programs wait for", () => {
  expect(text.trim().split("\n")[0]).toBe("Ready in 2.3 s at http://localhost:4711");
});

test("it names each webhook once, by group, and nothing else as a webhook", () => {
  expect(text).toContain(`
  Forms 表单
    http://localhost:4711/webhooks/typeform
    http://localhost:4711/webhooks/jinshuju/{token}
  Shops 商城
    http://localhost:4711/webhooks/shopify
  fax is off`);
});

test("it says where staff sign in", () => {
  expect(text).toContain("Staff pages: http://localhost:4711/pages");
});

test("it says where the secrets of this very run are", () => {
  expect(text).toContain("Secrets to sign with: /tmp/own/secrets.json");
});

test("it says which channels are off, and why", () => {
  expect(text).toContain("\n  fax is off: nobody confirmed it.\n");
});
