/** The credentials a deployed function signs with. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defaultProvider } from "#shared/lambda/credentials.ts";

beforeEach(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "a-secret");
  vi.stubEnv("AWS_SESSION_TOKEN", "a-token");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("the default provider", () => {
  it("gives what Lambda put into the environment", async () => {
    expect(await defaultProvider()()).toEqual({
      accessKeyId: "AKIDEXAMPLE",
      secretAccessKey: "a-secret",
      sessionToken: "a-token",
    });
  });

  it("does without a token: embedded runs have none", async () => {
    vi.stubEnv("AWS_SESSION_TOKEN", undefined);
    expect(await defaultProvider()()).not.toHaveProperty("sessionToken");
  });

  it.each(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])(
    "refuses without %s, and names no value",
    async (name) => {
      vi.stubEnv(name, undefined);
      await expect(defaultProvider()()).rejects.toThrow(/is not set$/);
      await expect(defaultProvider()()).rejects.not.toThrow(/a-secret|a-token|AKIDEXAMPLE/);
    },
  );

  it("looks again at each signature: nothing stale is kept", async () => {
    const provider = defaultProvider();
    await provider();
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDANOTHER");
    expect(await provider()).toMatchObject({ accessKeyId: "AKIDANOTHER" });
  });
});
