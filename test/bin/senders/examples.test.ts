/** What each sender shows of its channel, as the demo tenant's edge receives it. */
import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { inventPerson } from "#bin/demo/person.ts";
import { understoodOf } from "#bin/demo/understood.ts";
import { examples } from "#bin/senders/index.ts";
import { readTenant } from "#infra/tenant.ts";
import { channels } from "#shared/channels/index.ts";

const tenant = readTenant("demo");
const now = new Date();

it("every channel has one, and nothing else has", () => {
  expect(Object.keys(examples).sort()).toEqual(channels.map(({ name }) => name).sort());
});

describe.each(channels.map((channel) => [channel.name, channel] as const))(
  "%s",
  (name, channel) => {
    const settings = channel.settings.parse(tenant.channels[name]?.settings);
    const secrets = channel.generateSecrets(randomBytes, settings);
    const address = `https://hooks.demo.example/webhooks/${name}`;
    const understood = () => {
      const signed = examples[name]?.sign(inventPerson(randomBytes(8)), {
        secrets,
        address,
        now,
        randomBytes,
      });
      if (signed === undefined) throw new Error(`no example of ${name}`);
      return understoodOf(signed, { channel: name }, { secrets: { [name]: secrets }, now });
    };

    it("shows a delivery that is understood", () => {
      const { kind } = understood();
      expect(kind).toBe("understood");
      expect(JSON.stringify(understood())).toMatch(/"evt_[\w-]{27}"|awaiting/);
    });

    it("shows another person each time", () => {
      const [one, other] = [understood(), understood()];
      expect(JSON.stringify(one)).not.toBe(JSON.stringify(other));
    });

    it("is told in one short line", () => {
      expect(examples[name]?.says).toMatch(/^.{10,60}$/);
    });
  },
);
