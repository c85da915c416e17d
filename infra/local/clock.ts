/** A clock that can be moved, shared with every function without their knowing. */

/** Eight bytes: how far the clock is ahead, in milliseconds. Threads see changes at once. */
export interface MovableClock {
  shared: SharedArrayBuffer;
  now(): number;
  aheadMs(): number;
  /** Throws a RangeError where time would run backwards. */
  advance(byMs: number): void;
}

export function createClock(aheadMs = 0): MovableClock {
  const shared = new SharedArrayBuffer(8);
  const ahead = new BigInt64Array(shared);
  const realNow = Date.now;
  const read = () => Number(Atomics.load(ahead, 0));
  Atomics.store(ahead, 0, BigInt(Math.trunc(aheadMs)));
  return {
    shared,
    now: () => realNow() + read(),
    aheadMs: read,
    advance: (byMs) => {
      if (!(byMs >= 0)) throw new RangeError("time only moves forward");
      Atomics.add(ahead, 0, BigInt(Math.trunc(byMs)));
    },
  };
}

/** Makes `Date` of this thread follow the shared clock: the product itself knows no other time. */
export function followClock(shared: SharedArrayBuffer): void {
  const ahead = new BigInt64Array(shared);
  const RealDate = Date;
  const now = () => RealDate.now() + Number(Atomics.load(ahead, 0));
  const MovableDate = new Proxy(RealDate, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    apply: () => new RealDate(now()).toString(),
    get: (target, property, receiver) =>
      property === "now" ? now : (Reflect.get(target, property, receiver) as unknown),
  });
  // A date asked for its own kind must not lead back to the real one.
  RealDate.prototype.constructor = MovableDate;
  globalThis.Date = MovableDate;
}

/** Beyond it, dates as text would no longer sort as they do now. */
export const latestMs = Date.UTC(9_999, 11, 31);

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `+20d`, `+3h`, `+10m`, `+30s`; time only moves forward. Undefined for anything else. */
export function parseStep(text: string): number | undefined {
  const match = /^\+([1-9]\d{0,5})([smhd])$/.exec(text);
  const unit = units[match?.[2] ?? ""];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}
