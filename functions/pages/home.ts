/** The first page: who one is, what one may do, and where to go. */
import { qualityReaders, roleNames, roles } from "#shared/domain/staff.ts";
import { html } from "#shared/lambda/html.ts";
import type { Page } from "./page.ts";
import { homeWords, may } from "./words/home.ts";

export const home: Page = {
  path: "",
  roles,
  menu: homeWords.menu,

  async get({ officer, say, link }) {
    const { name, role } = officer;
    return {
      kind: "page",
      title: say(homeWords.title),
      body: html`<dl>
          <dt>${say(homeWords.who)}</dt>
          <dd>${name}</dd>
          <dt>${say(homeWords.role)}</dt>
          <dd>${say(roleNames[role])}</dd>
          <dt>${say(homeWords.may)}</dt>
          <dd>${say(may[role])}</dd>
        </dl>
        ${
          qualityReaders.includes(role) &&
          html`<p><a href="${link("quality")}">${say(homeWords.quality)}</a></p>`
        }`,
    };
  },
};
