/** Controls: large enough for a finger, and wide as what goes into them. */
export const forms = `
button, .button, input, select, textarea { font: inherit; color: inherit; padding: 0.375rem 0.625rem;
  border: 1px solid var(--line); border-radius: 4px; background: var(--paper); max-width: 100%; }
input, select, textarea { width: 100%; min-height: 2.5rem; }
input[type="checkbox"], input[type="radio"] { width: 1.125rem; height: 1.125rem; min-height: 0;
  flex: none; margin: 0.2rem 0 0; accent-color: var(--link); }
input[type="date"] { width: auto; }
textarea { display: block; }
button, .button { display: inline-block; background: var(--shade); cursor: pointer;
  min-height: 2.5rem; padding: 0.375rem 1rem; text-decoration: none; color: var(--ink); }
button:hover, .button:hover { border-color: var(--ink); }
button.main, .button.main { background: var(--link); color: var(--paper); border-color: var(--link);
  font-weight: 600; }
button.danger { background: var(--danger); color: var(--paper); border-color: var(--danger);
  font-weight: 600; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.75rem; }
form.narrow { max-width: 44rem; }
.field { margin: 0.875rem 0; }
label, legend { font-weight: 600; }
label .quiet { font-weight: 400; }
.field > label:not(.choice) { display: block; margin-bottom: 0.125rem; }
.hint { margin: 0 0 0.25rem; color: var(--quiet); font-size: 0.875rem; }
.mistake { margin: 0 0 0.25rem; color: var(--danger); font-weight: 600; }
[aria-invalid="true"] { border-color: var(--danger); box-shadow: inset 0 0 0 1px var(--danger); }
fieldset { border: 0; border-top: 1px solid var(--hair); margin: 1.5rem 0 0; padding: 0.25rem 0 0;
  min-width: 0; }
fieldset > legend { padding: 0 0.75rem 0 0; font-size: 1.0625rem; }
fieldset.choices { border: 0; margin: 0.875rem 0; padding: 0; }
fieldset.choices > legend { font-size: 1rem; padding: 0; margin-bottom: 0.125rem; }
fieldset.choices[aria-invalid="true"] { box-shadow: none; border-left: 3px solid var(--danger);
  padding-left: 0.75rem; }
.choice { display: flex; gap: 0.625rem; font-weight: 400; padding: 0.25rem 0; cursor: pointer; }
.row { display: grid; grid-template-columns: minmax(11rem, 1fr) 2fr; gap: 0 1rem; align-items: end; }
.row .field:last-child { grid-column: 1 / -1; margin-top: 0; }
details { margin: 0.5rem 0; }
summary { cursor: pointer; color: var(--link); padding: 0.375rem 0; }
summary:hover { text-decoration: underline; }
progress { accent-color: var(--link); vertical-align: middle; }
@media (max-width: 40rem) { .row { display: block; } }
`;
