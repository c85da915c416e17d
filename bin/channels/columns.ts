/** Text in columns of a terminal, where Chinese characters and their punctuation take two. */

const wide = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]/;

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += wide.test(character) ? 2 : 1;
  return width;
}

/** Cut or filled to so many columns. */
export function fitted(text: string, columns: number): string {
  let taken = 0;
  let kept = "";
  for (const character of text) {
    const width = widthOf(character);
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

const han = wide.source.slice(1, -1);

/** Where a line may end: at spaces and between Chinese characters, their punctuation kept with them. */
const pieces = new RegExp(`\\s+|（?(?:[${han}]|[^\\s${han}]+)[，。、；：）]*`, "g");

/** In lines of so many columns, and no character lost: a name that is longer than a line is parted. */
export function wrapped(text: string, columns: number): string {
  const lines = [""];
  const add = (piece: string): void => {
    const line = lines.at(-1) ?? "";
    if (widthOf(line + piece) <= columns) lines[lines.length - 1] = line + piece;
    else if (piece.trim() !== "") lines.push(piece);
  };
  for (const [piece] of text.matchAll(pieces)) {
    for (const part of partsOf(piece, columns)) add(part);
  }
  return lines.map((line) => line.trimEnd()).join("\n");
}

/** After a hyphen, dot or comma if there is one, else where the line is full. */
function partsOf(piece: string, columns: number): string[] {
  if (widthOf(piece) <= columns) return [piece];
  const head = piece.slice(0, columns);
  const [whole] = /^.*[-.,:_]/.exec(head) ?? [head];
  return [whole, ...partsOf(piece.slice(whole.length), columns)];
}
