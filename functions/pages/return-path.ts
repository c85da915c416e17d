/** Where to go after signing in: a page of ours, and nothing else. */

/** Segments of words, so that none is empty or made of dots, and a query without surprises. */
const ownPage = /^(?:\/[\w-][\w.-]{0,99}){0,8}(?:\?[\w.=&%+-]{0,300})?$/;

/** What stands behind `/pages`; the first page where it is no path of ours. */
export function returnPath(asked: string | undefined): string {
  return asked !== undefined && ownPage.test(asked) ? asked : "";
}
