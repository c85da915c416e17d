/** What a declaration says of one place that can hold data: what of whom, why, how long, and how it goes. */
import type { KeyPurpose } from "#shared/vault/key-material.ts";
import type { Tenant } from "../tenant.ts";

export interface Words {
  en: string;
  zh: string;
}
export type Language = keyof Words;

/** Personal data as it stands in a place. A pseudonym is an id of ours that is made from nobody's data. */
export type Held = { what: Words } & (
  | { form: "sealed"; under: KeyPurpose }
  | { form: "keyed hash"; under: KeyPurpose }
  | { form: "pseudonym" }
  | { form: "clear" }
);
export type Form = Held["form"];

/** By what a person goes from a place. */
export type Eraser = { how: Words } &
  /** Code that does it; the file, from the project's root. */
  (
    | { by: "code"; file: string }
    /** A key is destroyed, and every copy is unreadable. */
    | { by: "key" }
    /** The service deletes it in time: what it is set to stands in the template. */
    | { by: "expiry" }
    /** Kept on purpose, and the words say on what ground. */
    | { by: "nobody" }
  );

/** How a person's data in a place is given out: by a route of the API, or not, for a reason. */
export type Exporter = { by: "route"; routes: readonly string[] } | { by: "none"; because: Words };

/** On what ground, as a hint: the tenant's counsel decides. */
export type Basis = "customer" | "accountability" | "rights" | "operation";

export interface Declaration {
  /**
   * Paths below the tenant's stacks, such as `Tables/Index`; `parameters/…` below the tenant's prefix,
   * `STATE_DIR/…` of an embedded run. A star stands for whatever follows.
   */
  places: readonly string[];
  /** Default: every tenant has it. */
  isIn?: (tenant: Tenant) => boolean;
  name: Words;
  purpose: Words;
  basis: Basis;
  /** Empty: no personal data at all. */
  holds: readonly Held[];
  /** For how long, where the service's own setting does not say all. */
  kept?: (tenant: Tenant) => Words;
  erasers: readonly Eraser[];
  /** What an erasure leaves, where it leaves anything. */
  leaves?: (tenant: Tenant) => Words;
  exporter: Exporter;
  /** Who of the staff is shown something of it by the API, as its routes say. */
  staff: readonly { role: string; sees: "clear" | "masked" | "ids" }[];
}

/** What holds nothing of anybody needs no eraser, and there is nothing to give out. */
export const nothingPersonal = {
  basis: "operation",
  holds: [],
  erasers: [],
  exporter: {
    by: "none",
    because: { en: "no personal data", zh: "不含个人信息" },
  },
  staff: [],
} as const satisfies Partial<Declaration>;
