/** Binds the stores to a function's environment: clients once per runtime, keys as fresh as parameters. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { SSMClient } from "@aws-sdk/client-ssm";

import type { AuditTable, QualityTable, Store } from "#shared/stores/tables.ts";
import type { KeyPurpose } from "#shared/vault/key-material.ts";
import { createParameters } from "#shared/vault/parameters.ts";
import { pooledRandom } from "#shared/vault/random-pool.ts";
import { createVault, readKeys } from "#shared/vault/vault.ts";

export function openDatabase(): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient({}));
}

export interface OpenStoreOptions<Tables> {
  tenant: string;
  parameterPrefix: string;
  tables: Tables;
  /** The keys that this function may read, and no others. */
  purposes: readonly KeyPurpose[];
}

/** Answers a function that gives the store of this moment. */
export function openStore<Tables extends Partial<Store["tables"] & AuditTable & QualityTable>>(
  options: OpenStoreOptions<Tables>,
): () => Promise<Pick<Store, "database" | "vault"> & { tables: Tables }> {
  const { tenant, parameterPrefix, tables, purposes } = options;
  const database = openDatabase();
  const parameters = createParameters({
    client: new SSMClient({}),
    prefix: parameterPrefix,
    names: purposes.map((purpose) => `keys/${purpose}`),
    now: Date.now,
  });
  return async () => {
    const keys = await readKeys(parameters, purposes);
    return { database, tables, vault: createVault({ tenant, keys, random: pooledRandom() }) };
  };
}
