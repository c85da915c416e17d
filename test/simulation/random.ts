/** Randomness of which one seed decides everything: the demo of quality lives by it as well. */
export { createRandom, type Random } from "#bin/random.ts";
