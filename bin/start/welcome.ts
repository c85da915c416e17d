/** What `npm start` says when it is ready: where to send, where the secrets are, what to try. */
import type { Platform } from "#infra/local/platform.ts";
import { channels } from "#shared/channels/index.ts";
import { grouped } from "../channels/grouped.ts";
import { groups } from "#shared/channels/group-words.ts";

export function welcome(
  { baseUrl, deployment, secretsFile, notes }: Platform,
  seconds: number,
): string {
  return [
    "",
    `Ready in ${seconds.toFixed(1)} s at ${baseUrl}`,
    "",
    "Webhooks (POST), {token} being the pathToken among the secrets:",
    ...addressesOf(deployment, baseUrl),
    ...notes.map((note) => `  ${note}`),
    "",
    `Secrets to sign with: ${secretsFile}; edit it and start again.`,
    `Staff pages: ${baseUrl}/pages`,
    `Staff: curl -H 'authorization: Bearer local:steward:me' ${baseUrl}/v1/reviews`,
    `Contract: ${baseUrl}/openapi.json`,
    "",
    "Next, in another terminal: npm run demo        Stop: Ctrl-C        Forget all: npm start -- --fresh",
    "",
  ].join("\n");
}

/** By group, as the catalogue and the demo show them. */
function addressesOf({ routes }: Platform["deployment"], baseUrl: string): string[] {
  const paths = routes.flatMap(({ key }) => /^POST (\/webhooks\/.*)$/.exec(key)?.[1] ?? []);
  const listed = channels.flatMap(({ name, group }) => {
    const path = paths.find((each) => each.split("/")[2] === name);
    return path === undefined ? [] : [{ group, path }];
  });
  return grouped(listed).flatMap(({ group, channels: members }) => [
    `  ${groups[group].en} ${groups[group].zh}`,
    ...members.map(({ path }) => `    ${baseUrl}${path}`),
  ]);
}
