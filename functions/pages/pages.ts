/** The pages there are, in the order of the menu; and which of them is asked for. */
import type { Role } from "#shared/domain/staff.ts";
import { holdList } from "./holds/list.ts";
import { putHold } from "./holds/put.ts";
import { home } from "./home.ts";
import type { Page } from "./page.ts";
import { keptReport, qualityReport } from "./quality/report.ts";
import { certificate } from "./requests/certificate.ts";
import { fileRequest } from "./requests/file.ts";
import { requestList } from "./requests/list.ts";
import { oneRequest } from "./requests/one.ts";
import { receipt } from "./requests/receipt.ts";
import { requestSearch } from "./requests/search.ts";

export const pages: readonly Page[] = [
  home,
  qualityReport,
  keptReport,
  requestList,
  fileRequest,
  requestSearch,
  receipt,
  certificate,
  oneRequest,
  holdList,
  putHold,
];

export interface FoundPage {
  page: Page;
  /** The variables of the path. */
  path: Record<string, string>;
}

export interface PageFinder {
  /** By its path below `/pages`. */
  find(path: string): FoundPage | undefined;
  menuFor(role: Role): Page[];
}

export function createPageFinder(all: readonly Page[]): PageFinder {
  const patterns = all
    .map((page) => ({ page, pattern: patternOf(page.path) }))
    // A word is nobody's id: literal paths come first.
    .sort((a, b) => Number(a.page.path.includes("{")) - Number(b.page.path.includes("{")));
  return {
    find(path) {
      for (const { page, pattern } of patterns) {
        const match = pattern.exec(path);
        if (match !== null) return { page, path: { ...match.groups } };
      }
      return undefined;
    },
    menuFor: (role) => all.filter(({ menu, roles }) => menu !== undefined && roles.includes(role)),
  };
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{(\w+)\}/g, String.raw`(?<$1>[\w.-]{1,100})`)}$`);
}
