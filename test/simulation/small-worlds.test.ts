/** A part of the small worlds, whole; all of them are tried by `npm run simulate:small-worlds`. */
import { describe, expect, test } from "vitest";
import { inEveryOrder } from "./small-worlds/every-order.ts";
import { runSmallWorld, type SmallWorld } from "./small-worlds/small-world.ts";
import { decisions, erasures, threeWorkers, twoWorkers } from "./small-worlds/worlds.ts";

describe("every order", () => {
  test("of two rows of three things is taken once: twenty", async () => {
    const seen = new Set<string>();
    const { runs } = await inEveryOrder(async ({ choose }) => {
      const left = [3, 3];
      let order = "";
      while (left.some((count) => count > 0)) {
        const ready = left.flatMap((count, at) => (count > 0 ? at : []));
        const at = ready[choose(ready.length)] ?? 0;
        left[at] = (left[at] ?? 0) - 1;
        order += at;
      }
      seen.add(order);
    });
    expect(runs).toBe(20);
    expect(seen.size).toBe(20);
  });

  test("of what does not repeat itself is refused", async () => {
    let options = 3;
    const run = async ({ choose }: { choose(options: number): number }) => {
      choose(options--);
      choose(2);
    };
    await expect(inEveryOrder(run)).rejects.toThrow("led to another run");
  });
});

describe("whatever happens in a small world, the promises hold", () => {
  const whole = twoWorkers.filter(({ name }) => name.includes("one brings two"));
  test.each(whole.map((world) => [world.name, { ...world, crashesMax: 0 }] as const))(
    "%s, in every order",
    async (_, world: SmallWorld) => {
      const { runs } = await inEveryOrder(async (chooser) => {
        expect(await runSmallWorld(world, chooser)).toBeUndefined();
      });
      expect(runs).toBeGreaterThan(40);
    },
    120_000,
  );

  test.each(
    [...twoWorkers, ...threeWorkers, ...decisions, ...erasures].map(
      (each) => [each.name, each] as const,
    ),
  )(
    "%s, in some orders, with a crash",
    async (_, world: SmallWorld) => {
      await inEveryOrder(async (chooser) => {
        expect(await runSmallWorld(world, chooser)).toBeUndefined();
      }, 50);
    },
    120_000,
  );
});
