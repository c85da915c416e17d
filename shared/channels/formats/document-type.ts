/** Finds document types and entities on the text of an XML document, before any parser sees it. */

const opaque = [
  { open: "<![CDATA[", close: "]]>" },
  { open: "<!--", close: "-->" },
  { open: "<?", close: "?>" },
];

/**
 * Whether a document type or entity is declared. What stands in CDATA or a comment declares nothing:
 * a customer may write `<!DOCTYPE` in a message. Undefined where one of these has no end.
 */
export function hasDocumentType(text: string): boolean | undefined {
  let at = text.indexOf("<");
  while (at !== -1) {
    const section = opaque.find(({ open }) => text.startsWith(open, at));
    if (section === undefined) {
      if (/^<!(DOCTYPE|ENTITY)/i.test(text.slice(at, at + 9))) return true;
      at = text.indexOf("<", at + 1);
    } else {
      const end = text.indexOf(section.close, at + section.open.length);
      if (end === -1) return undefined;
      at = text.indexOf("<", end + section.close.length);
    }
  }
  return false;
}
