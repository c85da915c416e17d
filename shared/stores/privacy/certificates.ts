/** Certificates of erasures, beside their requests: the latest counts, the final one stays. */
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { Certificate } from "#shared/domain/privacy/certificate.ts";
import type { Store } from "../tables.ts";
import { certificateKey } from "./rows.ts";

export async function putCertificate(
  certificate: Certificate,
  { database, tables }: Store,
): Promise<void> {
  const key = certificateKey(certificate.content.request);
  await database.send(
    new PutCommand({ TableName: tables.privacy, Item: { ...key, ...certificate } }),
  );
}

/** Undefined while the erasure has not come to its end. */
export async function readCertificate(
  requestId: string,
  { database, tables }: Store,
): Promise<Certificate | undefined> {
  const { Item } = await database.send(
    new GetCommand({
      TableName: tables.privacy,
      Key: certificateKey(requestId),
      ConsistentRead: true,
    }),
  );
  return Item === undefined ? undefined : Certificate.parse(Item);
}
