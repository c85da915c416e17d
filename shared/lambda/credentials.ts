/** The SDK's credential chain in a deployed function: the environment, and nothing else. */
import { SeamError } from "./errors.ts";

interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/**
 * Stands in for `@aws-sdk/credential-provider-node` in our bundles: a client calls it once and its
 * answer before each signature. Lambda sets these variables and ends the runtime before they
 * expire, so the other links of the chain (profiles, SSO, metadata services) would never be tried.
 */
export const defaultProvider = () => fromEnvironment;

async function fromEnvironment(): Promise<Credentials> {
  // oxlint-disable-next-line node/no-process-env -- Lambda's contract with the SDK, not ours.
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new SeamError("AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set");
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}
