/** Sends what a telephone system sends of its calls: Standard Webhooks. */
import type { Example } from "./example.ts";
import { sendStandard, type StandardSecrets } from "./standard-webhooks.ts";

export { sendStandard as sendCallLog };
export type CallLogSecrets = StandardSecrets;

export const example: Example<CallLogSecrets> = {
  says: "The switchboard reports a call that was answered",
  sign({ suffix, phone, fullName }, context) {
    const body = JSON.stringify({
      type: "call.ended",
      timestamp: context.now.toISOString(),
      data: {
        id: `call-${suffix}`,
        direction: "inbound",
        from: phone,
        to: "+862155550100",
        endedAt: context.now.toISOString(),
        durationSeconds: 84,
        callerName: fullName,
        summary: "Asked for samples of white tea",
      },
    });
    return sendStandard({ id: `msg_${suffix}`, body }, context);
  },
};
