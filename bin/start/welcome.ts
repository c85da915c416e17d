/** What `npm start` says when it is ready: where to send, where the secrets are, what to try. */
import type { Platform } from "#infra/local/platform.ts";

export function welcome(
  { baseUrl, deployment, secretsFile, notes }: Platform,
  seconds: number,
): string {
  const webhooks = deployment.routes
    .map(({ key }) => key.split(" "))
    .flatMap(([method, path]) =>
      method === "POST" && path?.startsWith("/webhooks/") ? [path] : [],
    );
  return [
    "",
    `Ready in ${seconds.toFixed(1)} s at ${baseUrl}`,
    "",
    "Webhooks (POST):",
    ...webhooks.map((path) => `  ${baseUrl}${path}`),
    ...notes.map((note) => `  ${note}`),
    "",
    `Secrets to sign with: ${secretsFile}; edit it and start again.`,
    `Staff: curl -H 'authorization: Bearer local:steward:me' ${baseUrl}/v1/reviews`,
    `Contract: ${baseUrl}/openapi.json`,
    "",
    "Next, in another terminal: npm run demo        Stop: Ctrl-C        Forget all: npm start -- --fresh",
    "",
  ].join("\n");
}
