import { describe, expect, it } from "vitest";
import { authenticateBasic, BasicSecrets } from "#shared/channels/basic-credentials.ts";

/** As in RFC 7617, with a password long enough to be one. */
const credentials = "Aladdin:open-sesame-open-sesame";

const authenticate = (authorization: string | undefined, configured: unknown = credentials) =>
  authenticateBasic(
    {
      method: "POST",
      url: "https://hooks.example.net/webhooks/pipedrive",
      query: new URLSearchParams(),
      pathToken: undefined,
      headers: { authorization },
      body: Buffer.alloc(0),
    },
    {
      secrets: BasicSecrets.parse({ credentials: configured }),
      settings: {},
      now: new Date("2026-11-20T08:30:00Z"),
    },
  );

const encoded = (text: string) => Buffer.from(text).toString("base64");

describe("a name and a password", () => {
  it.each(["Basic", "basic", "BASIC"])(
    "are right, however the scheme is written (%s)",
    (scheme) => {
      expect(authenticate(`${scheme} ${encoded(credentials)}`)).toEqual({
        kind: "authentic",
        trust: "token",
      });
    },
  );

  it("may be any of several", () => {
    const both = ["somebody:else-with-a-password", credentials];
    expect(authenticate(`Basic ${encoded(credentials)}`, both).kind).toBe("authentic");
    expect(authenticate(`Basic ${encoded(both[0] ?? "")}`, both).kind).toBe("authentic");
  });

  it.each([
    ["no header", undefined, "signature missing"],
    ["an empty header", "", "signature missing"],
    ["nothing after the scheme", "Basic ", "signature missing"],
    ["another scheme", `Bearer ${encoded(credentials)}`, "signature missing"],
    ["another password", `Basic ${encoded("Aladdin:close-sesame-sesame")}`, "token wrong"],
    ["another name", `Basic ${encoded(credentials.replace("Aladdin", "aladdin"))}`, "token wrong"],
    ["the password alone", `Basic ${encoded(credentials.slice(8))}`, "token wrong"],
    ["nothing encoded", `Basic ${credentials}`, "token wrong"],
    ["something behind", `Basic ${encoded(credentials)} x`, "token wrong"],
    ["another writing of the same bytes", `Basic ${encoded(credentials)}=`, "token wrong"],
  ])("are refused with %s", (_, header, reason) => {
    expect(authenticate(header)).toEqual({ kind: "refused", reason });
  });

  it.each(["secret", "name:short", ":only-a-long-password", "a name:with-a-long-password", []])(
    "are none as %j",
    (configured) => {
      expect(BasicSecrets.safeParse({ credentials: configured }).success).toBe(false);
    },
  );
});
