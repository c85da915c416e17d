/** What the AWS SDK's clients bring along and no function needs: 188 of a webhook's 651 kB. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "esbuild";

const root = join(import.meta.dirname, "..");

/** A deployed function finds its credentials in the environment: the chain of other places stays out. */
export const leanCredentials = {
  "@aws-sdk/credential-provider-node": join(root, "shared", "lambda", "credentials.ts"),
};

/** DynamoDB's are kept: the stores tell its refusals apart by class. */
const clients = /@aws-sdk[\\/]client-(sns|sqs|ssm)[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/;

/**
 * A client registers a class for each error of each of its operations, 141 in the parameter store's,
 * where a function calls one operation. Without the class an error arrives as the service's own
 * exception with the same name, message and retry behaviour. Should a release of the SDK register
 * them in another way, nothing breaks and the bundle's size tells.
 */
export const leanErrors: Plugin = {
  name: "lean-errors",
  setup(plugin) {
    plugin.onLoad({ filter: clients }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      return { contents: source.replace(/^n0_registry\.registerError\(.*\);$/gm, "") };
    });
  },
};
