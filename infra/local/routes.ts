/** Which route of the template a request takes, as API Gateway would choose it. */
import type { LocalRoute } from "./deployment.ts";

export interface TakenRoute {
  route: LocalRoute;
  /** Variables of the path, decoded. */
  parameters: Record<string, string>;
}

/** Undefined where no route fits. Throws a URIError where a variable's encoding is broken. */
export type Router = (method: string, path: string) => TakenRoute | undefined;

export function createRouter(routes: readonly LocalRoute[]): Router {
  const compiled = routes.map(compile).sort((a, b) => a.rank - b.rank);
  return (method, path) => {
    for (const { route, method: own, pattern } of compiled) {
      const match = own === method ? pattern.exec(path) : null;
      if (match !== null) return { route, parameters: decoded(match.groups ?? {}) };
    }
    return undefined;
  };
}

/** The most specific first: literal paths, then `{name}`, which takes a segment, then `{name+}`. */
function compile(route: LocalRoute) {
  const [method = "", path = ""] = route.key.split(" ");
  const pattern = path
    .split("/")
    .map((segment) => {
      const [, name, greedy] = /^\{(\w+)(\+?)\}$/.exec(segment) ?? [];
      return name === undefined
        ? segment.replace(/[^\w-]/g, String.raw`\$&`)
        : `(?<${name}>${greedy ? ".+" : "[^/]+"})`;
    })
    .join("/");
  const rank = path.includes("+}") ? 2 : Number(path.includes("{"));
  return { route, method, rank, pattern: new RegExp(`^${pattern}$`) };
}

function decoded(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
  );
}
