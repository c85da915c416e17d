/** Type, links, and the frame around every page. */
export const base = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; color: var(--ink); background: var(--paper);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei",
    "Noto Sans CJK SC", "Noto Sans SC", sans-serif; font-variant-numeric: tabular-nums; }
:lang(zh) { line-height: 1.65; }
header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
header { display: flex; flex-wrap: wrap; gap: 0 1.5rem; align-items: center;
  border-bottom: 1px solid var(--hair); min-height: 3.25rem; }
header form { margin: 0; }
header button { min-height: 2rem; padding: 0.15rem 0.75rem; font-size: 0.9375rem; }
header .home { font-weight: 700; letter-spacing: -0.01em; color: var(--ink); text-decoration: none; }
nav { display: flex; flex-wrap: wrap; gap: 0 0.25rem; }
nav a, nav span { padding: 0.75rem 0.5rem; border-bottom: 3px solid transparent; color: var(--ink);
  text-decoration: none; }
nav a:hover { border-color: var(--hair); }
nav [aria-current] { border-color: var(--link); font-weight: 600; }
nav.languages { margin-left: auto; font-size: 0.9375rem; }
nav.languages [aria-current] { border-color: transparent; }
nav.languages a { color: var(--link); text-decoration: underline; text-underline-offset: 0.15em; }
nav.tabs { border-bottom: 1px solid var(--hair); margin: 1.25rem 0 0; }
nav.tabs a { padding: 0.5rem 0.75rem; margin-bottom: -1px; }
main { padding-top: 1.25rem; padding-bottom: 2rem; }
main > p, main section > p, main > .notice { max-width: 46rem; }
footer { color: var(--quiet); font-size: 0.875rem; border-top: 1px solid var(--hair);
  padding-top: 0.75rem; padding-bottom: 1.5rem; }
a { color: var(--link); text-underline-offset: 0.15em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
main:focus { outline: none; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 0.5rem; background: var(--paper); padding: 0.5rem; z-index: 1; }
h1 { font-size: 1.625rem; line-height: 1.25; margin: 0 0 0.75rem; letter-spacing: -0.01em;
  overflow-wrap: anywhere; }
h2 { font-size: 1.125rem; line-height: 1.35; margin: 1.75rem 0 0.5rem; }
h3 { font-size: 1rem; margin: 1rem 0 0.25rem; }
p { margin: 0.5rem 0; }
code, .value { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: 0.875em; overflow-wrap: anywhere; }
cite { font-style: normal; }
.quiet { color: var(--quiet); font-size: 0.875rem; }
.notice { background: var(--shade); border-left: 4px solid var(--link); padding: 0.625rem 1rem;
  margin: 0 0 1rem; }
.notice h2 { margin: 0 0 0.25rem; font-size: 1rem; }
.notice p, .notice ul { margin: 0; }
.notice ul { padding-left: 1.25rem; }
.notice.danger { border-color: var(--danger); }
.notice.danger h2, .notice.danger a { color: var(--danger); }
.notice.good { border-color: var(--good); }
.notice.held { border-color: var(--warn); }
.notice:focus { outline: none; }
.notice:focus-visible { outline: 3px solid var(--danger); }
`;
