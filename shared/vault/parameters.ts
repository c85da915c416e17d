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

interface Loading {
  at: number;
  texts: Promise<ReadonlyMap<string, string>>;
  parsed: Map<string, unknown>;
}

export function createParameters(options: ParametersOptions): Parameters {
  const { now } = options;
  let current: Loading | undefined;

  const refresh = (): Loading => {
    const previous = current;
    const loading = { at: now(), texts: load(options), parsed: new Map<string, unknown>() };
    loading.texts.catch(() => {
      // A failed refresh must be tried again, not remembered.
      if (current === loading) current = previous;
    });
    return loading;
  };

  return {
    async read<Value>(name: string, parse: (text: string | undefined) => Value): Promise<Value> {
      if (current === undefined || now() - current.at > freshForMs) current = refresh();
      const { texts, parsed } = current;
      if (!parsed.has(name)) {
        const text = (await texts).get(name);
        // Whoever else was waiting for the same values may have parsed this one by now.
        if (!parsed.has(name)) parsed.set(name, parse(text));
      }
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
