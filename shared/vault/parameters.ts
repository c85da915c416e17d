/** Keys and secrets from the parameter store (SecureString: KMS decrypts them), cached for minutes. */
import { GetParametersCommand, type SSMClient } from "@aws-sdk/client-ssm";

export interface Parameters {
  /** Value by name below the tenant's prefix; undefined where nobody has put one. */
  read(name: string): Promise<string | undefined>;
}

export interface ParametersOptions {
  client: Pick<SSMClient, "send">;
  /** Such as `/tributary/acme`. */
  prefix: string;
  /** Everything that this function reads, fetched in one call (the service allows ten). */
  names: readonly string[];
  now: () => number;
}

/** A rotated secret is believed after this long at the latest, without a deployment. */
export const freshForMs = 5 * 60_000;

export function createParameters({ client, prefix, names, now }: ParametersOptions): Parameters {
  let loaded: { at: number; values: Promise<Map<string, string>> } | undefined;

  const load = async (): Promise<Map<string, string>> => {
    const answer = await client.send(
      new GetParametersCommand({
        Names: names.map((name) => `${prefix}/${name}`),
        WithDecryption: true,
      }),
    );
    const values = new Map<string, string>();
    for (const { Name, Value } of answer.Parameters ?? []) {
      if (Name !== undefined && Value !== undefined)
        values.set(Name.slice(prefix.length + 1), Value);
    }
    return values;
  };

  return {
    async read(name) {
      if (loaded === undefined || now() - loaded.at > freshForMs) {
        const previous = loaded;
        const attempt = { at: now(), values: load() };
        loaded = attempt;
        attempt.values.catch(() => {
          // A failed refresh must be tried again, not remembered.
          if (loaded === attempt) loaded = previous;
        });
      }
      return (await loaded.values).get(name);
    },
  };
}
