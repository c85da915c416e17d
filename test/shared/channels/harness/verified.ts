/** No event may verify what its channel does not prove. */
import { expect } from "vitest";
import type { Channel } from "#shared/channels/channel.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";

export function expectOnlyVerified({ identifiers }: CustomerEvent, { verifies }: Channel): void {
  for (const { type, verified } of identifiers) {
    if (verified) expect(verifies).toContain(type);
  }
}
