/** Drives one channel through everything that every channel must stand: tests bring only fixtures. */
import { describe } from "vitest";
import { acceptances } from "./harness/acceptances.ts";
import type { ChannelCase } from "./harness/case.ts";
import { fuzz } from "./harness/fuzz.ts";
import { handshakes } from "./harness/handshakes.ts";
import { refusals } from "./harness/refusals.ts";
import { shapes } from "./harness/shapes.ts";
import { told } from "./harness/told.ts";

export {
  acceptBody,
  accepted,
  addressOf,
  type ChannelCase,
  contextOf,
  deliveryOf,
  fields,
  now,
  randomBytesOf,
  receiveBody,
  receiveSigned,
  secretsOf,
} from "./harness/case.ts";

export function describeChannel<Secrets>(channelCase: ChannelCase<Secrets>): void {
  const { channel, variant } = channelCase;
  describe(`${channel.name}${variant === undefined ? "" : `, ${variant}`}`, () => {
    acceptances(channelCase);
    handshakes(channelCase);
    refusals(channelCase);
    shapes(channelCase);
    told(channelCase);
    fuzz(channelCase);
  });
}
