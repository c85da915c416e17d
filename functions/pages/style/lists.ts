/** Tables that turn into cards where they are too narrow, and lists of facts. */
export const lists = `
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1rem; font-size: 0.9375rem; }
caption { text-align: left; color: var(--quiet); font-size: 0.875rem; padding: 0.375rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem 1rem 0.5rem 0;
  border-bottom: 1px solid var(--hair); overflow-wrap: anywhere; }
thead th { font-size: 0.8125rem; font-weight: 600; color: var(--quiet); white-space: nowrap;
  border-bottom: 1px solid var(--line); padding-top: 0.25rem; padding-bottom: 0.25rem; }
tbody th { font-weight: 400; }
td time, dd time, .id { white-space: nowrap; }
td details { margin: 0; }
td summary { padding: 0.125rem 0; }
th.count, td.count { text-align: right; }
tbody tr:hover { background: var(--shade); }
dl { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: 0.375rem 1rem;
  margin: 0.5rem 0; font-size: 0.9375rem; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.8125rem; background: var(--shade);
  padding: 0.75rem 1rem; max-width: 46rem; }
ul.plain { list-style: none; margin: 0; padding: 0; }
ul.inline { list-style: none; margin: 0; padding: 0; }
ul.inline li { display: inline; }
ul.inline li + li::before { content: "· "; }
dd dl { margin: 0; }
ul.people { list-style: none; padding: 0; }
ol.plain { padding-left: 1.25rem; max-width: 46rem; }
ol.plain li { margin: 0.25rem 0; }
@media screen and (max-width: 48rem) {
  .id { white-space: normal; }
  table.stacking thead { position: absolute; left: -100rem; }
  table.stacking tbody, table.stacking tfoot, table.stacking tr { display: block; }
  table.stacking th, table.stacking td { display: block; border: 0; padding: 0.125rem 0; }
  table.stacking td[data-label] { position: relative; padding-left: 8rem; min-height: 1.75rem; }
  table.stacking tbody tr { border-bottom: 1px solid var(--hair); padding: 0.625rem 0; }
  table.stacking [data-label]::before { content: attr(data-label); position: absolute; left: 0;
    width: 7.5rem; color: var(--quiet); }
  table.stacking th[data-label]::before { content: none; }
  th.count, td.count { text-align: left; }
  table.counts td.count { text-align: right; }
}
`;
