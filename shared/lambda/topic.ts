/** Tells people: a message to whoever has subscribed to the tenant's topic. */
import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";

export interface Topic {
  client: Pick<SNSClient, "send">;
  arn: string;
}

/** `subject`: ASCII, a hundred characters at most: docs.aws.amazon.com, sns, API_Publish. */
export interface Announcement {
  subject: string;
  text: string;
}

/** Answers once SNS has taken it. Sent again after a lost answer it arrives twice. */
export async function publish(
  { subject, text }: Announcement,
  { client, arn }: Topic,
): Promise<void> {
  await client.send(new PublishCommand({ TopicArn: arn, Subject: subject, Message: text }));
}
