/** A vault whose keys and nonces one seed decides. */
import { keyPurposes, newKeyMaterial, parseKeyMaterial } from "#shared/vault/key-material.ts";
import { createVault, type Vault } from "#shared/vault/vault.ts";
import type { Random } from "#bin/random.ts";

export function seededVault(random: Random): Vault {
  const keys = new Map(
    keyPurposes.map((purpose) => [
      purpose,
      parseKeyMaterial(purpose, newKeyMaterial(random.bytes)),
    ]),
  );
  return createVault({ tenant: "demo", keys, random: random.bytes });
}
