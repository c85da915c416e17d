/** How a provider checks the address: exact answers, and none to whom none is due. */
import { describe, expect, it } from "vitest";
import { type ChannelCase, contextOf, receiveSigned, secretsOf } from "./case.ts";

export function handshakes<Secrets>(channelCase: ChannelCase<Secrets>): void {
  const { channel, settings, handshakes: questions = [] } = channelCase;
  const secrets = secretsOf(channelCase, "ours");
  const refused = { kind: "refused", status: 401, reason: expect.any(String) };
  const context = contextOf(channelCase, secrets);
  const theirs = contextOf(channelCase, secretsOf(channelCase, "theirs"));

  if (channel.handshake === undefined) return;
  describe("the handshake", () => {
    it("is shown by the fixture `handshakes`, empty where another variant shows it", () => {
      expect(channelCase).toHaveProperty("handshakes");
    });

    for (const { name, ask, answer, unproven } of questions) {
      if (answer === "refused") {
        it(`refuses ${name}`, () => {
          expect(receiveSigned(ask(context), { channel, settings, secrets })).toEqual(refused);
        });
        continue;
      }
      it(`answers ${name} exactly`, () => {
        const reply = typeof answer === "function" ? answer(context) : answer;
        const received = receiveSigned(ask(context), { channel, settings, secrets });
        expect(received).toEqual({ kind: "handshake", reply });
      });

      it(`answers ${name} to nobody where no secret is configured`, () => {
        const received = receiveSigned(ask(context), { channel, settings, secrets: undefined });
        expect(received).toEqual({ ...refused, reason: "no secret configured" });
      });

      if (unproven) continue;
      it(`refuses ${name} from whoever holds another secret`, () => {
        expect(receiveSigned(ask(theirs), { channel, settings, secrets })).toEqual(refused);
      });
    }
  });
}
