/** A runtime of a test's own: remembers what was invoked, and answers as it is told. */

export interface Invoked {
  functionName: string;
  event: unknown;
}

export function fakeRuntime(answer: (invoked: Invoked) => unknown = () => undefined) {
  const invocations: Invoked[] = [];
  return {
    invocations,
    async invoke(functionName: string, event: unknown): Promise<unknown> {
      invocations.push({ functionName, event });
      return answer({ functionName, event });
    },
  };
}
