import { beforeEach, describe, expect, it, vi } from "vitest";
import { createParameters, freshForMs, usableForMs } from "#shared/vault/parameters.ts";

const names = ["keys/queue", "channels/website"];

/** A parameter store whose values and health a test decides. */
function createService() {
  const service = {
    values: new Map([
      ["keys/queue", "first key"],
      ["channels/website", "first secret"],
    ]),
    broken: false,
    calls: [] as unknown[],
    nowMs: 1_000_000,
  };
  const send = vi.fn(async ({ input }: { input: unknown }) => {
    service.calls.push(input);
    if (service.broken) throw new Error("the parameter store does not answer");
    return {
      Parameters: [...service.values].map(([name, Value]) => ({
        Name: `/tributary/demo/${name}`,
        Value,
      })),
    };
  });
  const parameters = createParameters({
    client: { send } as never,
    prefix: "/tributary/demo",
    names,
    now: () => service.nowMs,
  });
  return { service, parameters };
}

const asText = (text: string | undefined) => text;
let service: ReturnType<typeof createService>["service"];
let parameters: ReturnType<typeof createService>["parameters"];
const read = (name = "keys/queue") => parameters.read(name, asText);

beforeEach(() => {
  ({ service, parameters } = createService());
});

describe("parameters", () => {
  it("are all fetched by one call, decrypted, under the tenant's prefix", async () => {
    expect([await read(), await read("channels/website")]).toEqual(["first key", "first secret"]);
    expect(service.calls).toEqual([
      { Names: names.map((name) => `/tributary/demo/${name}`), WithDecryption: true },
    ]);
  });

  it("are fetched when they are first needed, not before", () => {
    expect(service.calls).toEqual([]);
  });

  it("stay for five minutes", async () => {
    await read();
    service.values.set("keys/queue", "second key");
    service.nowMs += freshForMs;
    expect(await read()).toBe("first key");
    expect(service.calls).toHaveLength(1);
    expect(freshForMs).toBe(5 * 60_000);
  });

  it("are fetched anew after that: a rotated secret needs no deployment", async () => {
    await read();
    service.values.set("keys/queue", "second key");
    service.nowMs += freshForMs + 1;
    expect(await read()).toBe("second key");
    expect(service.calls).toHaveLength(2);
  });

  it("are one call for all who ask at the same time", async () => {
    await Promise.all([read(), read(), read("channels/website")]);
    expect(service.calls).toHaveLength(1);
  });

  it("that nobody has put are undefined to their parser", async () => {
    service.values.delete("channels/website");
    expect(await read("channels/website")).toBeUndefined();
  });

  it("that are taken away are gone after the next refresh", async () => {
    await read();
    service.values.delete("keys/queue");
    service.nowMs += freshForMs + 1;
    expect(await read()).toBeUndefined();
  });
});

describe("a parser", () => {
  const parse = vi.fn((text: string | undefined) => ({ text }));
  beforeEach(() => parse.mockClear());

  it("is asked once each time the values are loaded", async () => {
    const first = await parameters.read("keys/queue", parse);
    expect(await parameters.read("keys/queue", parse)).toBe(first);
    service.nowMs += freshForMs + 1;
    expect(await parameters.read("keys/queue", parse)).not.toBe(first);
    expect(parse).toHaveBeenCalledTimes(2);
  });

  it("is asked once also for those who wait for the same call", async () => {
    const both = await Promise.all([
      parameters.read("keys/queue", parse),
      parameters.read("keys/queue", parse),
    ]);
    expect(both[0]).toBe(both[1]);
    expect(parse).toHaveBeenCalledTimes(1);
  });

  it("that finds nothing is not asked again either", async () => {
    const nothing = vi.fn(() => undefined);
    await parameters.read("keys/queue", nothing);
    await parameters.read("keys/queue", nothing);
    expect(nothing).toHaveBeenCalledTimes(1);
  });

  it("that throws makes the reader fail, and is asked again: nothing half-read is kept", async () => {
    const failing = vi.fn(() => {
      throw new TypeError("not a key");
    });
    await expect(parameters.read("keys/queue", failing)).rejects.toThrow(TypeError);
    expect(await parameters.read("keys/queue", parse)).toEqual({ text: "first key" });
  });
});

describe("when the parameter store does not answer", () => {
  it("the first reader fails, and the next one asks again", async () => {
    service.broken = true;
    await expect(read()).rejects.toThrow(/does not answer/);
    await expect(read()).rejects.toThrow(/does not answer/);
    service.broken = false;
    expect(await read()).toBe("first key");
    expect(service.calls).toHaveLength(3);
  });

  it("fresh values go on serving", async () => {
    await read();
    service.broken = true;
    service.nowMs += freshForMs;
    expect(await read("channels/website")).toBe("first secret");
  });

  it("values that were good go on serving, and it is asked again only after a pause", async () => {
    await read();
    service.broken = true;
    service.nowMs += freshForMs + 1;
    expect(await read()).toBe("first key");
    expect(await read()).toBe("first key");
    expect(service.calls).toHaveLength(2);
    service.nowMs += 10_000;
    expect(await read()).toBe("first key");
    expect(service.calls).toHaveLength(3);
  });

  it("no value is believed for longer than an hour: it may have been taken away", async () => {
    await read();
    service.broken = true;
    service.nowMs += usableForMs + 1;
    await expect(read()).rejects.toThrow(/does not answer/);
    await expect(read()).rejects.toThrow(/does not answer/);
  });

  it("all who wait for the failed call fail, and none of them hangs", async () => {
    service.broken = true;
    const settled = await Promise.allSettled([read(), read(), read("channels/website")]);
    expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(service.calls).toHaveLength(1);
  });

  it("the first answer afterwards is fresh for its own five minutes", async () => {
    await read();
    service.broken = true;
    service.nowMs += freshForMs + 1;
    expect(await read()).toBe("first key");
    service.broken = false;
    service.values.set("keys/queue", "second key");
    service.nowMs += 10_000;
    expect(await read()).toBe("second key");
    service.nowMs += freshForMs;
    expect(await read()).toBe("second key");
    expect(service.calls).toHaveLength(3);
  });
});
