/** Views of one list, of which one is shown. */
import { attributes, type Html, html } from "#shared/lambda/html.ts";

export interface Tab {
  name: string;
  href: string;
  isCurrent: boolean;
}

export function tabs(label: string, options: readonly Tab[]): Html {
  const links = options.map(({ name, href, isCurrent }) => {
    const own = attributes({ href, "aria-current": isCurrent ? "page" : undefined });
    return html`<a${own}>${name}</a>`;
  });
  return html`<nav class="tabs" aria-label="${label}">${links}</nav>`;
}
