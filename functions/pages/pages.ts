/** The pages there are, in the order of the menu. */
import type { Role } from "#shared/domain/staff.ts";
import { home } from "./home.ts";
import type { Page } from "./page.ts";

const pages: readonly Page[] = [home];

export interface FoundPage {
  page: Page;
  /** The variables of the path. */
  path: Record<string, string>;
}

const patterns = pages
  .map((page) => ({ page, pattern: patternOf(page.path) }))
  // A word is nobody's id: literal paths come first.
  .sort((a, b) => Number(a.page.path.includes("{")) - Number(b.page.path.includes("{")));

/** By its path below `/pages`. */
export function findPage(path: string): FoundPage | undefined {
  for (const { page, pattern } of patterns) {
    const match = pattern.exec(path);
    if (match !== null) return { page, path: { ...match.groups } };
  }
  return undefined;
}

export function menuFor(role: Role): Page[] {
  return pages.filter(({ menu, roles }) => menu !== undefined && roles.includes(role));
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{(\w+)\}/g, String.raw`(?<$1>[\w.-]{1,100})`)}$`);
}
