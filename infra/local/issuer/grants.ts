/** Who has just signed in, by the code that their browser carries to the pages: each is good once. */
import { createHash } from "node:crypto";
import type { Role } from "#shared/domain/staff.ts";

/** What the authorization endpoint was asked, once it was checked. */
export interface AuthorizationRequest {
  redirectUri: string;
  state: string;
  nonce: string | undefined;
  /** PKCE, method S256. */
  challenge: string;
}

export interface Grant extends AuthorizationRequest {
  role: Role;
  name: string;
}

export interface Grants {
  /** Answers the code. */
  add(grant: Grant): string;
  /** Undefined where the code is unknown, used, too old, or of somebody else. */
  redeem(asked: { code: string; redirectUri: string; verifier: string }): Grant | undefined;
}

const codeMsMax = 60_000;
/** More people do not sign in at once on one machine. */
const waitingMax = 100;

export function createGrants(clock: { now(): number }, random: (bytes: number) => Buffer): Grants {
  const waiting = new Map<string, { grant: Grant; untilMs: number }>();
  return {
    add(grant) {
      const [oldest] = waiting.keys();
      if (waiting.size >= waitingMax && oldest !== undefined) waiting.delete(oldest);
      const code = random(32).toString("base64url");
      waiting.set(code, { grant, untilMs: clock.now() + codeMsMax });
      return code;
    },
    redeem({ code, redirectUri, verifier }) {
      const found = waiting.get(code);
      waiting.delete(code);
      if (found === undefined || found.untilMs < clock.now()) return undefined;
      const { grant } = found;
      const challenge = createHash("sha256").update(verifier).digest("base64url");
      return grant.challenge === challenge && grant.redirectUri === redirectUri ? grant : undefined;
    },
  };
}
