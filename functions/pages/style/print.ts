/** On paper: what is said, and nothing to click. */
export const print = `
@page { margin: 18mm 16mm; }
@media print {
  header nav, header form, .skip, button, .no-print, footer { display: none; }
  body { font-size: 10.5pt; }
  header { min-height: 0; padding-bottom: 2mm; }
  header, main { max-width: none; padding-left: 0; padding-right: 0; }
  a { color: inherit; text-decoration: none; }
  table, dl, section, .receipt { break-inside: avoid; }
  h2 { break-after: avoid; }
  .certificate { border: 0; padding: 0; max-width: none; }
  .columns { display: block; }
  aside { border: 0; padding: 0; }
}
`;
