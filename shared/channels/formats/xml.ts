/** XML without document types, entities of its own, attributes or numbers: text in elements. */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { bounded, depthMax } from "./bounds.ts";
import { hasDocumentType } from "./document-type.ts";
import type { Format } from "./format.ts";

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  trimValues: true,
  // Parsing stops here as well, before `bounded` looks: nesting is what makes XML expensive.
  maxNestedTags: depthMax,
  // Ours knows no entity but XML's own five, so that no document can define one.
  entityDecoder: {
    decode: decodeReferences,
    addInputEntities: () => {
      throw new SyntaxError("a document type defines entities");
    },
    setExternalEntities: () => {},
    setXmlVersion: () => {},
    reset: () => {},
  },
});

export const xml: Format = {
  name: "xml",
  contentTypes: ["text/xml", "application/xml"],
  parse(text) {
    // Refused on the text, before any parser can be asked to expand it.
    const documentType = hasDocumentType(text);
    if (documentType === undefined) return { kind: "malformed", reason: "broken XML" };
    if (documentType) return { kind: "malformed", reason: "XML with a document type" };
    if (XMLValidator.validate(text) !== true) return { kind: "malformed", reason: "broken XML" };
    try {
      return bounded(parser.parse(text));
    } catch {
      return { kind: "malformed", reason: "XML out of bounds" };
    }
  },
};

const predefined: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** XML's five names and numeric references, once; the parser leaves CDATA alone. */
function decodeReferences(text: string): string {
  return text.replace(
    /&(amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-fA-F]{1,6});/g,
    (reference: string, name: string) => predefined[name] ?? character(name) ?? reference,
  );
}

/** Undefined where no character has that number. */
function character(name: string): string | undefined {
  const codePoint = Number(name.replace("#x", "0x").replace("#", ""));
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  return codePoint > 0x10ffff || isSurrogate ? undefined : String.fromCodePoint(codePoint);
}
