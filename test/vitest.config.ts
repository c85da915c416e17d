import { defineConfig } from "vitest/config";

/** Everything that proves a fact in under five minutes on two cores; longer campaigns have scripts of their own. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
