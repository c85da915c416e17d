import { defineConfig } from "vitest/config";

/** Those that replace a module by another: nobody else may meet it. */
const replacing = [
  "test/infra/unconfirmed.test.ts",
  "test/shared/stores/batch-get.test.ts",
  "test/shared/vault/random-pool.test.ts",
];

/** Everything that proves a fact in under five minutes on two cores; longer campaigns have scripts of their own. */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "together",
          include: ["test/**/*.test.ts"],
          exclude: replacing,
          // To load the product anew for each file costs a third of the time.
          isolate: false,
        },
      },
      { extends: true, test: { name: "apart", include: replacing } },
    ],
  },
});
