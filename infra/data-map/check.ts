/** Holds the data map against what is deployed: neither may know of a place that the other does not. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { App, IPolicyValidationPlugin, PolicyViolation } from "aws-cdk-lib";
import type { Tenant } from "../tenant.ts";
import type { Declaration } from "./declaration.ts";
import { dataMap } from "./index.ts";
import { isJudged, type Place, placesBeside, placesIn, stacksOf, tenantOf } from "./places.ts";

const root = join(import.meta.dirname, "..", "..");

export interface Finding {
  rule:
    | "type-not-judged"
    | "not-declared"
    | "not-there"
    | "declared-twice"
    | "no-eraser"
    | "no-such-eraser"
    | "never-expires";
  /** The place that it is about. */
  path: string;
  says: string;
  /** What to add, or to take away. */
  mend: string;
}

/** A star at the end stands for whatever follows. */
export function covers(pattern: string, path: string): boolean {
  return pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

/** All that is wrong between the places that a tenant has and what is said of them. */
export function findings(
  places: readonly Place[],
  declarations: readonly Declaration[],
  tenant: Tenant,
): Finding[] {
  const said = declarations.filter(({ isIn }) => isIn?.(tenant) ?? true);
  return [
    ...places.flatMap((place) => placeFindings(place, said)),
    ...said.flatMap((declaration) => [
      ...declaration.places
        .filter((pattern) => !places.some(({ path }) => covers(pattern, path)))
        .map((path) => notThere(path, tenant)),
      ...eraserFindings(declaration),
    ]),
  ];
}

function placeFindings(place: Place, declarations: readonly Declaration[]): Finding[] {
  const { path, type, expiresAfterDays } = place;
  if (type !== undefined && !isJudged(type)) return [notJudged(path, type)];
  const [declaration, ...others] = declarations.filter(({ places }) =>
    places.some((pattern) => covers(pattern, path)),
  );
  if (declaration === undefined) return [notDeclared(path)];
  const expires = declaration.erasers.some(({ by }) => by === "expiry");
  return [
    ...others.map(() => ({
      rule: "declared-twice" as const,
      path,
      says: `Two declarations of the data map are about ${path}`,
      mend: "Keep one of them.",
    })),
    ...(expires && expiresAfterDays === undefined ? [neverExpires(path)] : []),
  ];
}

function notJudged(path: string, type: string): Finding {
  return {
    rule: "type-not-judged",
    path,
    says: `${path} is of a type that nobody has judged: can ${type} hold personal data?`,
    mend:
      `In infra/data-map/places.ts list ${type} as inert where it cannot; else as storing, ` +
      `and declare ${path} in infra/data-map/.`,
  };
}

function notDeclared(path: string): Finding {
  return {
    rule: "not-declared",
    path,
    says: `${path} can hold personal data, and the data map says nothing of it`,
    mend:
      `Add a declaration with places: ["${path}"] to a list in infra/data-map/: what personal data it ` +
      "holds and in what form, why, how long, what erases it, and how it is given out.",
  };
}

function notThere(path: string, { tenant }: Tenant): Finding {
  return {
    rule: "not-there",
    path,
    says: `The data map tells of ${path}, and ${tenant} has no such place`,
    mend: "Take it out of infra/data-map/, or say by isIn which tenants have it.",
  };
}

function neverExpires(path: string): Finding {
  return {
    rule: "never-expires",
    path,
    says: `${path} is said to expire, and its template does not say when`,
    mend: "Set its retention or time to live, or name another eraser.",
  };
}

function eraserFindings({ places: [path = ""], holds, erasers }: Declaration): Finding[] {
  const isSealed = holds.some(({ form }) => form === "sealed");
  const serving = erasers.filter(({ by }) => by !== "nobody");
  const missing = isSealed ? serving.length === 0 : holds.length > 0 && erasers.length === 0;
  const gone = erasers.flatMap((each) =>
    each.by === "code" && !existsSync(join(root, each.file)) ? each.file : [],
  );
  return [
    ...(missing ? [noEraser(path, isSealed)] : []),
    ...gone.map((file) => ({
      rule: "no-such-eraser" as const,
      path,
      says: `${path} is erased by ${file}, which is not there`,
      mend: "Name the file that does it.",
    })),
  ];
}

function noEraser(path: string, isSealed: boolean): Finding {
  return {
    rule: "no-eraser",
    path,
    says: `${path} holds personal data, and nothing takes a person out of it`,
    mend: isSealed
      ? "Name the code, key or expiry that does: sealed data cannot be kept for ever."
      : "Name what does, or say on what ground nobody does.",
  };
}

/** As part of the synthesis, beside the rules of AWS. */
export function dataMapCheck(app: App, declarations = dataMap): IPolicyValidationPlugin {
  return {
    name: "DataMap",
    validate() {
      const violations = appFindings(app, declarations).map(violation);
      return { success: violations.length === 0, violations };
    },
  };
}

type Located = Finding & { stack: string };

function appFindings(app: App, declarations: readonly Declaration[]): Located[] {
  const byTenant = Map.groupBy(
    stacksOf(app),
    (stack) => tenantOf(stack)?.tenant ?? stack.stackName,
  );
  return [...byTenant.values()].flatMap((stacks) => {
    const places = stacks.flatMap((stack) => placesIn(stack, app.outdir));
    const tenant = stacks.map(tenantOf).find((each) => each !== undefined);
    const found =
      tenant === undefined
        ? places.flatMap((place) => placeFindings(place, []))
        : findings([...places, ...placesBeside(tenant)], declarations, tenant);
    const [first] = stacks;
    return found.map((finding) => ({ ...finding, stack: first?.stackName ?? "" }));
  });
}

function violation({ rule, path, says, mend, stack }: Located): PolicyViolation {
  return {
    ruleName: rule,
    description: says,
    fix: mend,
    violatingResources: [{ constructPath: `${stack}/${path}`, locations: [] }],
  };
}
