import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./campaign/reach.ts";
import { mutations } from "./mutations/mutations.ts";

test.each(mutations.map((each) => [each.name, each] as const))(
  "there is just one place where somebody could %s",
  (_, { file, from, to }) => {
    const text = readFileSync(join(root, file), "utf8");
    expect(text.split(from)).toHaveLength(2);
    expect(to).not.toBe(from);
  },
);
