/** Text in columns of a terminal, where Chinese characters and their punctuation take two. */

const wide = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]/;

/** Cut or filled to so many columns. */
export function fitted(text: string, columns: number): string {
  let taken = 0;
  let kept = "";
  for (const character of text) {
    const width = wide.test(character) ? 2 : 1;
    // One column is for the ellipsis, unless this is the very end.
    const isLast = kept.length + character.length === text.length;
    if (taken + width > columns - (isLast ? 0 : 1)) {
      return `${kept}…${" ".repeat(columns - taken - 1)}`;
    }
    kept += character;
    taken += width;
  }
  return kept + " ".repeat(columns - taken);
}
