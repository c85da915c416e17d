/** How the pages look: no script, no font and no picture from anywhere. Contrast is held by a test. */

/** Each pair is text on a ground: 4.5 to 1 at least, WCAG 2.2, 1.4.3. */
export const colours = {
  ink: "#1b1f24",
  quiet: "#4d5661",
  link: "#0b5394",
  danger: "#9b1c1c",
  paper: "#ffffff",
  shade: "#f2f4f7",
  line: "#6b7580",
};

const properties = Object.entries(colours).map(([name, value]) => `--${name}:${value};`);

export const style = `
:root { ${properties.join(" ")} color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper);
  font: 1rem/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
header, main, footer { max-width: 64rem; margin: 0 auto; padding: 0.75rem 1rem; }
header { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; align-items: center;
  border-bottom: 1px solid var(--line); }
header form { margin: 0; }
header .home { font-weight: 600; }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; }
nav.languages { margin-left: auto; }
footer { color: var(--quiet); border-top: 1px solid var(--line); margin-top: 2rem; }
a { color: var(--link); text-underline-offset: 0.15em; }
[aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
main:focus { outline: none; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 0.5rem; background: var(--paper); padding: 0.5rem; }
h1 { font-size: 1.6rem; line-height: 1.25; }
button, input, select, textarea { font: inherit; color: inherit; padding: 0.4rem 0.75rem;
  border: 1px solid var(--line); border-radius: 0.3rem; background: var(--paper); max-width: 100%; }
button { background: var(--shade); cursor: pointer; min-height: 2.5rem; }
button.main { background: var(--link); color: var(--paper); border-color: var(--link); }
button.danger { background: var(--danger); color: var(--paper); border-color: var(--danger); }
label { display: block; margin-top: 0.75rem; }
fieldset { border: 1px solid var(--line); border-radius: 0.3rem; margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.75rem 0.4rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
.notice { background: var(--shade); border-left: 4px solid var(--link); padding: 0.5rem 1rem; }
.notice.danger { border-color: var(--danger); }
@media (max-width: 40rem) { dl { display: block; } dd { margin-bottom: 0.5rem; } }
@media print {
  header nav, header form, .skip, button, .no-print { display: none; }
  body { font-size: 11pt; }
  a { color: inherit; text-decoration: none; }
  table, dl, section { break-inside: avoid; }
}
`;
