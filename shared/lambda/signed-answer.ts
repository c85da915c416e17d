/** What OpenDSR wants every answer and callback to carry: whose word it is, and the proof of it. */
import type { ProcessorSigner } from "#shared/vault/processor-key.ts";

/** The domain in whose name we answer. */
export const processorDomain = (publicBaseUrl: string): string => new URL(publicBaseUrl).hostname;

/** Section 10.1: who still knows the framework as OpenGDPR finds both under the older names as well. */
export function signatureHeaders(
  body: string,
  domain: string,
  signer: ProcessorSigner,
): Record<string, string> {
  const signature = signer.sign(body);
  return {
    "x-opendsr-processor-domain": domain,
    "x-opendsr-signature": signature,
    "x-opengdpr-processor-domain": domain,
    "x-opengdpr-signature": signature,
  };
}
