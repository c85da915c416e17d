/** In which order the parts stop: whoever asks before whoever answers. */

const order = [
  "gateway",
  "timekeeper",
  "pollers",
  "functions",
  "parameters",
  "queues",
  "topics",
  "tables",
  "state",
] as const;
type Part = (typeof order)[number];
type Stop = () => Promise<void> | void;

export interface Stops {
  add(part: Part, stop: Stop): void;
  /**
   * Stops what was added, one after the other, once: who asks again waits for the same end. One that
   * fails does not keep the others running; its error comes at the end.
   */
  run(): Promise<void>;
}

export function createStops(): Stops {
  const stops = new Map<Part, Stop>();
  let running: Promise<void> | undefined;
  const runAll = async (): Promise<void> => {
    const errors: unknown[] = [];
    for (const part of order) {
      try {
        await stops.get(part)?.();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, "not everything could be stopped");
  };
  return {
    add: (part, stop) => void stops.set(part, stop),
    run: () => (running ??= runAll()),
  };
}
