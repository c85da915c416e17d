/** When an embedded run stops: on Ctrl-C and its like, and with the npm that started it. */

/** A Ctrl-C reaches us from the terminal and, through npm, once more: both are one wish. */
const oneWishMs = 500;
const lookForParentMs = 1_000;

export interface Stopping {
  /** In good order. */
  stop(): Promise<void>;
  exit(code: number): void;
  say(text: string): void;
}

/** Answers what to do on a signal: the first stops in good order, the second at once. */
export function createStop({ stop, exit, say }: Stopping): (nowMs: number) => void {
  let firstMs: number | undefined;
  const inGoodOrder = async (): Promise<void> => {
    try {
      await stop();
      say("Stopped. Everything is remembered; npm start goes on from here.");
      exit(0);
    } catch (error) {
      say(`Stopped, not in good order: ${error instanceof Error ? error.message : "unknown"}`);
      exit(1);
    }
  };
  return (nowMs) => {
    if (firstMs === undefined) {
      firstMs = nowMs;
      say("\nStopping; what is in hand is finished first. Ctrl-C again stops at once …");
      void inGoodOrder();
    } else if (nowMs - firstMs >= oneWishMs) {
      say("Stopped at once. What was in hand is done again at the next start.");
      exit(1);
    }
  };
}

/**
 * Until this is called a signal simply ends the process: nothing is in hand. A signal that npm is
 * sent it passes on to its shell, which dies of it and tells nobody: what was our parent when we
 * started (`npm`, a process id) is not our parent any more.
 */
export function stopOnSignals(stopping: Stopping, { npm }: { npm: number | undefined }): void {
  const onSignal = createStop(stopping);
  const signal = (): void => onSignal(performance.now());
  process.on("SIGINT", signal);
  process.on("SIGTERM", signal);
  if (npm === undefined) return;
  const timer = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(timer);
    signal();
  }, lookForParentMs);
  timer.unref();
}
