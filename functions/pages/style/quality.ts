/** What the report on quality adds: the answer, pictures that fit any width, shades. */
export const quality = `
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.period { color: var(--quiet); margin: 0.75rem 0; }
.period strong { color: var(--ink); }
.answer { border: 1px solid var(--hair); border-left: 4px solid var(--link); border-radius: 4px;
  padding: 1rem 1.25rem; }
.answer p { margin: 0; }
.answer .question { color: var(--quiet); }
.answer .trust { font-size: 1.375rem; font-weight: 700; line-height: 1.3; }
.answer .worst { max-width: none; border-top: 1px solid var(--hair); padding-top: 0.75rem; overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr));
  gap: 0.75rem 1.5rem; margin: 0.875rem 0; }
.tiles dd { font-size: 1.25rem; font-weight: 600; }
.tiles .quiet { font-weight: 400; }
.contents { gap: 0 1.25rem; margin: 1rem 0 0; font-size: 0.9375rem; }
.contents a { padding: 0.25rem 0; border: 0; color: var(--link); text-decoration: underline; }
.topic { border-top: 1px solid var(--hair); margin-top: 1.5rem; }
.topic > h2 { font-size: 1.25rem; margin-top: 1.25rem; }
.stars { white-space: nowrap; }
.row-of-stars { color: var(--warn); letter-spacing: 0.05em; }
.row-of-stars .off { color: var(--quiet); }
.hidden { color: var(--quiet); font-size: 0.8125rem; font-style: italic; white-space: nowrap; }
.fixes { list-style: none; counter-reset: fix; margin: 0.5rem 0; padding: 0; max-width: 54rem; }
.fixes li { display: grid; grid-template-columns: 7.5rem 1fr; gap: 0 1rem; align-items: baseline;
  padding: 0.5rem 0; border-bottom: 1px solid var(--hair); overflow-wrap: anywhere; }
.fixes .customers { font-size: 1.25rem; text-align: right; }
.fixes .unit { font-size: 0.8125rem; font-weight: 400; color: var(--quiet); }
.outcome { font-weight: 600; white-space: nowrap; }
.outcome.better { color: var(--good); }
.outcome.worse { color: var(--danger); }
.alerts { list-style: none; margin: 0.5rem 0; padding: 0; max-width: 54rem; }
.alerts > li { border-left: 4px solid var(--danger); background: var(--shade);
  padding: 0.625rem 1rem; margin: 0 0 0.75rem; overflow-wrap: anywhere; }
.alerts > li.known { border-color: var(--line); }
.alerts h3 { margin: 0; color: var(--danger); }
.alerts .known h3 { color: var(--quiet); }
.alerts p { margin: 0.125rem 0; }
.alerts .reason { font-weight: 600; }
.alerts details { margin: 0.25rem 0 0; }
.alerts form { margin: 0.5rem 0; }
.trace { white-space: nowrap; font-weight: 600; }
.trace.yes { color: var(--good); }
.trace.partly { color: var(--warn); }
.trace.no { color: var(--danger); }
figure { margin: 0.5rem 0 1rem; }
figcaption { max-width: 46rem; margin-bottom: 0.75rem; }
.picture { display: block; overflow: visible; }
.picture text { fill: var(--ink); font-size: 0.875rem; }
.picture .axis { fill: var(--quiet); font-size: 0.75rem; }
.picture .figure { font-weight: 600; }
.picture .whole { fill: var(--shade); }
.picture .part { fill: var(--link); }
.picture .tick { stroke: var(--hair); }
.picture .ground { stroke: var(--line); }
.picture .line { fill: none; stroke: var(--link); stroke-width: 2; stroke-linejoin: round; }
.picture .dot { fill: var(--link); stroke: var(--paper); }
.picture.lanes { max-width: 46rem; }
.small-pictures { display: grid; align-items: end; gap: 1.25rem 1.75rem;
  grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); }
.card { min-width: 0; break-inside: avoid; }
.card p { margin: 0; display: flex; justify-content: space-between; gap: 0.75rem; }
.card-name { font-size: 0.9375rem; margin-bottom: 0.375rem; }
.card-name span { min-width: 0; overflow-wrap: anywhere; }
.card .ends { color: var(--quiet); font-size: 0.75rem; }
.sources td:nth-child(3) { white-space: nowrap; }
@media (min-width: 48rem) { .sources td:nth-child(4) { min-width: 7.5rem; width: 10rem; } }
.heats { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin: 0.5rem 0 1rem; }
.wide { position: relative; overflow-x: auto; max-width: 100%; }
.heat { width: auto; border-collapse: separate; border-spacing: 2px; font-size: 0.8125rem; margin: 0; }
.heat th, .heat td { border: 0; padding: 0.375rem 0.5rem; text-align: center; vertical-align: middle;
  overflow-wrap: normal; }
.heat caption { font-size: 0.9375rem; color: var(--ink); font-weight: 600; position: sticky; left: 0; }
.heat thead th { white-space: normal; vertical-align: bottom; max-width: 6.5rem; font-size: 0.75rem; }
.heat th:first-child { text-align: left; position: sticky; left: 0; background: var(--paper);
  min-width: 6.5rem; max-width: 12rem; overflow-wrap: anywhere; z-index: 1; }
.heat tbody tr:hover { background: none; }
.heat td { background: var(--shade); }
.heat-0 { background: var(--heat-0); }
.heat td.heat-0 { background: var(--heat-0); }
.heat-1, .heat td.heat-1 { background: var(--heat-1); }
.heat-2, .heat td.heat-2 { background: var(--heat-2); }
.heat-3, .heat td.heat-3 { background: var(--heat-3); font-weight: 600; }
.heat-4, .heat td.heat-4 { background: var(--heat-4); color: var(--paper); font-weight: 600; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 0.375rem; align-items: center;
  font-size: 0.875rem; }
.legend .step { padding: 0.125rem 0.625rem; border-radius: 2px; }
.step, .heat td { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.many { font-size: 0.8125rem; }
.many th, .many td { padding-right: 0.5rem; overflow-wrap: normal; }
.many thead th { white-space: normal; vertical-align: bottom; }
.many tbody th { overflow-wrap: anywhere; min-width: 8rem; }
@media (max-width: 40rem) {
  .fixes li { grid-template-columns: 1fr; }
  .fixes .customers { text-align: left; }
  .heat th:first-child { max-width: 7rem; }
  .heat caption { max-width: 18rem; }
  table.sources td[data-label] { padding-left: 8.5rem; }
  table.sources [data-label]::before { width: 8.25rem; }
  .answer { padding: 0.75rem 1rem; }
}
@media print {
  .contents { display: none; }
  .topic { break-inside: auto; border-top: 0; margin-top: 4mm; }
  .answer, .alerts > li, .fixes li, tr, figure .picture { break-inside: avoid; }
  .topic table { break-inside: auto; }
  .wide { overflow: visible; }
  .heat { width: 100%; font-size: 8pt; table-layout: fixed; }
  .heat th, .heat td { padding: 0.5mm; }
  .heat thead th { font-size: 7pt; overflow-wrap: anywhere; }
  .heat th:first-child { position: static; width: 28mm; }
  .small-pictures { grid-template-columns: repeat(3, 1fr); gap: 4mm 6mm; }
  details:not([open]), #numbers:not(:has(details[open])) { display: none; }
  .sources, .sources .quiet, .sources .hidden { font-size: 8.5pt; }
  .sources tbody th { min-width: 30mm; }
  .sources td:nth-child(4) { width: 22mm; }
}
`;
