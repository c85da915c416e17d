/** The least that any function on this queue must import: what ours are compared with. */
import { SQSClient } from "@aws-sdk/client-sqs";

export const handler = new SQSClient({});
