/** Keys and secrets from the parameter store (SecureString: KMS decrypts them), cached for minutes. */
import { GetParametersCommand, type SSMClient } from "@aws-sdk/client-ssm";

export interface Parameters {
  /**
   * What `parse` makes of a value, by its name below the tenant's prefix. It is asked once each time
   * the values are loaded, and gets undefined where nobody has put one.
   */
  read<Value>(name: string, parse: (text: string | undefined) => Value): Promise<Value>;
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
/** While the store is out of reach, values that were good go on being used for so long. */
export const usableForMs = 60 * 60_000;
/** Between two attempts to reach it. */
const retryAfterMs = 10_000;

interface Loading {
  at: number;
  texts: ReadonlyMap<string, string>;
  parsed: Map<string, unknown>;
}

export function createParameters(options: ParametersOptions): Parameters {
  const { now } = options;
  let current: Loading | undefined;
  let refreshing: Promise<Loading> | undefined;
  let nextAttemptAt = 0;

  const refresh = async (): Promise<Loading> => {
    const at = now();
    try {
      current = { at, texts: await load(options), parsed: new Map() };
      return current;
    } catch (error) {
      if (current === undefined || at - current.at > usableForMs) throw error;
      nextAttemptAt = at + retryAfterMs;
      return current;
    } finally {
      refreshing = undefined;
    }
  };

  return {
    async read<Value>(name: string, parse: (text: string | undefined) => Value): Promise<Value> {
      const fresh = current !== undefined && now() - current.at <= freshForMs;
      const waiting = current !== undefined && now() < nextAttemptAt;
      const loaded = fresh || waiting ? current : undefined;
      const { texts, parsed } = loaded ?? (await (refreshing ??= refresh()));
      if (!parsed.has(name)) parsed.set(name, parse(texts.get(name)));
      // One name is always read by one parser.
      return parsed.get(name) as Value;
    },
  };
}

async function load({ client, prefix, names }: ParametersOptions) {
  const answer = await client.send(
    new GetParametersCommand({
      Names: names.map((name) => `${prefix}/${name}`),
      WithDecryption: true,
    }),
  );
  const texts = new Map<string, string>();
  for (const { Name, Value } of answer.Parameters ?? []) {
    if (Name !== undefined && Value !== undefined) texts.set(Name.slice(prefix.length + 1), Value);
  }
  return texts;
}
