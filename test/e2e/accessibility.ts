/**
 * What a page must have so that everybody can use it, asked of the page as the browser has it: names and
 * labels, headings in order, tables with headers, text that can be read on its ground, and nothing that
 * has to be scrolled sideways. WCAG 2.2, level AA, as far as a machine can tell.
 */
import type { Page } from "playwright-core";
import * as z from "zod";

const Findings = z.array(z.string());

/** One line for each thing that is wrong: the rule, and where. Empty is what one wants. */
export async function inspect(page: Page): Promise<string[]> {
  await page.waitForLoadState();
  return Findings.parse(await page.evaluate(inspection));
}

/** Whether the page has to be scrolled sideways at 320 CSS pixels: 1.4.10. */
export async function overflowsWhenNarrow(page: Page): Promise<boolean> {
  const before = page.viewportSize() ?? { width: 1_280, height: 720 };
  await page.setViewportSize({ width: 320, height: 640 });
  const wide = z.number().parse(await page.evaluate("document.documentElement.scrollWidth"));
  await page.setViewportSize(before);
  return wide > 320;
}

/** Runs in the browser, where TypeScript's types do not reach. */
const inspection = String.raw`(() => {
  const found = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const where = (element) => element.outerHTML.slice(0, 90).replace(/\s+/g, " ");
  const mind = (rule, elements) => elements.forEach((each) => found.push(rule + ": " + where(each)));
  const text = (element) => (element.textContent ?? "").trim();
  const byIds = (ids) => ids.split(/\s+/).filter(Boolean).map((id) => document.getElementById(id));

  if (!/^(en|zh)$/.test(document.documentElement.lang)) found.push("3.1.1 the page has a language");
  if (document.title.trim() === "") found.push("2.4.2 the page has a title");
  for (const landmark of ["main", "header"]) {
    if (all(landmark).length !== 1) found.push("1.3.1 there is one " + landmark);
  }
  if (all("h1").length !== 1) found.push("1.3.1 there is one h1");
  const levels = all("h1,h2,h3,h4,h5,h6").map((each) => Number(each.tagName[1]));
  levels.forEach((level, at) => {
    if (at > 0 && level > levels[at - 1] + 1) found.push("1.3.1 headings skip no level: h" + level);
  });
  mind("1.3.1 headings say something", all("h1,h2,h3").filter((each) => text(each) === ""));

  const ids = all("[id]").map((each) => each.id);
  mind("4.1.1 an id is there once", all("[id]").filter(({ id }) => ids.indexOf(id) !== ids.lastIndexOf(id)));

  const controls = all("input:not([type=hidden]),select,textarea");
  mind("3.3.2 a control has a label", controls.filter((each) => ![...each.labels].some(text)));
  const groups = controls.filter(({ type }) => type === "radio" || type === "checkbox");
  mind("1.3.1 choices stand in a fieldset with a legend", groups.filter((each) => {
    const alone = groups.filter(({ name, form }) => name === each.name && form === each.form).length === 1;
    const legend = each.closest("fieldset")?.querySelector("legend");
    return !(alone && each.type === "checkbox") && !(legend && text(legend));
  }));
  mind("1.3.1 a fieldset has a legend first", all("fieldset").filter(
    (each) => each.firstElementChild?.tagName !== "LEGEND"));
  for (const attribute of ["aria-describedby", "aria-labelledby", "for"]) {
    mind("1.3.1 " + attribute + " leads somewhere", all("[" + attribute + "]").filter(
      (each) => byIds(each.getAttribute(attribute)).some((target) => target === null)));
  }
  mind("2.4.1 a link within the page leads somewhere", all('a[href^="#"]').filter(
    (each) => document.getElementById(each.getAttribute("href").slice(1)) === null));
  mind("3.3.1 what is wrong is described", all('[aria-invalid="true"]').filter(
    (each) => !byIds(each.getAttribute("aria-describedby") ?? "").some(
      (target) => target?.classList.contains("mistake"))));

  const named = (each) => text(each) !== "" || (each.getAttribute("aria-label") ?? "").trim() !== "";
  mind("4.1.2 a link or button has a name", all("a,button,summary").filter((each) => !named(each)));
  mind("1.3.1 there is one of each navigation's name", all("nav").filter((each, at, navs) =>
    !each.getAttribute("aria-label") ||
    navs.some((other, place) => place < at && other.ariaLabel === each.ariaLabel)));
  mind("1.1.1 a picture is told or hidden", all("img,svg").filter(
    (each) => !each.getAttribute(each.role === "img" ? "aria-label" : "alt") &&
      each.getAttribute("aria-hidden") !== "true"));

  mind("1.3.1 a table has a caption", all("table").filter((each) => !each.caption || !text(each.caption)));
  mind("1.3.1 a header says what it heads", all("th").filter((each) => !each.scope));
  mind("1.3.1 rows have as many cells as there are columns", all("tbody tr").filter((each) => {
    const heads = each.closest("table").querySelectorAll("thead th").length;
    return heads > 0 && each.children.length !== heads;
  }));
  mind("no style or script within the page", all("[style],script,style,[onclick]"));

  const parts = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([r, g, b]) => [r, g, b]
    .map((each) => each / 255)
    .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
    .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
  const groundOf = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const [r, g, b, a = 1] = parts(getComputedStyle(each).backgroundColor);
      if (a === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  mind("1.4.3 text can be read on its ground", all("body *").filter((each) => {
    const own = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
    if (!own || each.closest("svg,title,option")) return false;
    const [dark, light] = [parts(getComputedStyle(each).color), groundOf(each)]
      .map(luminance)
      .sort((one, other) => one - other);
    return (light + 0.05) / (dark + 0.05) < 4.5;
  }));
  mind("2.5.8 what is pressed is 24 pixels high", all("button,a.button,select,summary,input[type=date]").filter(
    (each) => each.checkVisibility() && each.getBoundingClientRect().height < 24));
  return found;
})()`;
