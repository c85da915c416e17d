import { describe, expect, it } from "vitest";
import { transfersOf } from "#infra/data-map/transfers.ts";
import { readTenant } from "#infra/tenant.ts";

const { privacy } = readTenant("acme");
const open = (region: string, laws: readonly ("gdpr" | "pipl" | "ccpa")[]) =>
  transfersOf({ region, privacy: { ...privacy, laws: [...laws] } })
    .map(({ en }) => en)
    .filter((line) => line.startsWith("☐"));

describe("where a tenant's data is", () => {
  it("asks nothing more within what its law covers", () => {
    expect(open("eu-central-1", ["gdpr"])).toEqual([]);
    expect(open("cn-north-1", ["pipl"])).toEqual([]);
    expect(open("us-east-1", ["ccpa"])).toEqual([]);
  });

  it.each(["eu-west-2", "eu-central-2", "us-east-1", "cn-north-1"])(
    "asks for safeguards where the GDPR applies in %s",
    (region) => {
      expect(open(region, ["gdpr"])).toEqual([expect.stringContaining("GDPR chapter V")]);
    },
  );

  it.each(["ap-east-1", "eu-central-1"])("asks what the PIPL asks abroad, in %s", (region) => {
    expect(open(region, ["pipl"])).toEqual([expect.stringContaining("PIPL art. 38–40")]);
  });

  it("asks for both where both apply", () => {
    expect(open("us-east-1", ["gdpr", "pipl"])).toHaveLength(2);
  });
});
