/** What a judgement is given, and what it says. */
import type { History, PromiseName } from "../history.ts";
import type { Remains } from "../remains.ts";
import type { Services } from "../services.ts";

export interface Judged {
  services: Services;
  history: History;
  remains: Remains;
}

/** In words what is wrong; undefined where nothing is. */
export type Judgement = (judged: Judged) => string | undefined | Promise<string | undefined>;

export interface Broken {
  promise: PromiseName;
  what: string;
}
