/** What requests add: how late, in which state, what happened. */
export const requests = `
.due { font-weight: 600; white-space: nowrap; }
.used { min-width: 9rem; max-width: 20rem; --tone: var(--good); }
.used strong { color: var(--tone); }
.used.level-50 { --tone: var(--link); }
.used.level-80 { --tone: var(--warn); }
.used.level-100 { --tone: var(--danger); }
.bar { display: block; width: 100%; height: 0.4375rem; margin: 0.375rem 0 0.25rem; }
.bar .whole { fill: var(--hair); }
.bar .part { fill: var(--tone); }
.bar .notch { fill: var(--paper); }
.state { display: inline-block; white-space: nowrap; font-weight: 600; color: var(--link); }
.state.held { color: var(--warn); }
.state.done { color: var(--good); }
.state.ended { color: var(--quiet); }
.summary { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; align-items: center;
  padding: 0.25rem 0 1rem; }
.summary .used { flex: 1 1 14rem; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 2.5rem; }
.columns > * { min-width: 0; }
@media (min-width: 62rem) {
  .columns { grid-template-columns: minmax(0, 1fr) 21rem; }
  aside { border-left: 1px solid var(--hair); padding-left: 1.5rem; }
  aside section:first-child h2 { margin-top: 0; }
}
.next { border: 1px solid var(--hair); border-left: 4px solid var(--link); border-radius: 4px;
  padding: 1rem 1.25rem; }
.next > h2 { margin: 0 0 0.25rem; }
.next section { border-top: 1px solid var(--hair); margin-top: 0.875rem; }
.others details { border-bottom: 1px solid var(--hair); margin: 0; }
.others details[open] { padding-bottom: 0.5rem; }
.note { white-space: pre-wrap; }
.timeline { list-style: none; margin: 0.5rem 0; padding: 0; font-size: 0.9375rem; }
.timeline li { position: relative; padding: 0 0 0.875rem 1.25rem;
  border-left: 2px solid var(--hair); margin-left: 0.3125rem; }
.timeline li:last-child { border-color: transparent; padding-bottom: 0; }
.timeline li::before { content: ""; position: absolute; left: -0.375rem; top: 0.4375rem;
  width: 0.625rem; height: 0.625rem; border-radius: 50%; background: var(--link);
  border: 2px solid var(--paper); }
.timeline .what, .timeline .counts, .timeline .quiet { display: block; }
.receipt { border: 1px solid var(--hair); border-radius: 4px; padding: 1rem 1.25rem; max-width: 46rem; }
.receipt dl { margin: 0 0 0.5rem; font-size: 1rem; }
.receipt .number { font-size: 1.25rem; font-weight: 600; }
.receipt p { margin: 0; }
.certificate { max-width: 46rem; border: 1px solid var(--line); padding: 1.5rem 2rem; }
.certificate .standing { border-bottom: 1px solid var(--hair); padding-bottom: 0.75rem; }
.certificate dt::first-letter, .certificate th::first-letter { text-transform: uppercase; }
.certificate h2 { font-size: 1rem; margin: 1.25rem 0 0.25rem; }
.certificate dl { grid-template-columns: minmax(9rem, max-content) 1fr; }
@media (max-width: 40rem) {
  .certificate { padding: 1rem; }
  .certificate dl { display: block; }
  .certificate dd { margin-bottom: 0.375rem; }
  .next { padding: 0.75rem 1rem; }
}
`;
