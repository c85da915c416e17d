/** Bodies that no channel may read, by the format they pretend to have. */
import type { Format, MalformedReason } from "#shared/channels/formats/format.ts";

interface Malformed {
  name: string;
  body: string | Buffer;
  reason: MalformedReason;
}

interface MalformedBodies {
  bodies: readonly Malformed[];
  /** A well-formed body of so many bytes. */
  filler: (bytes: number) => string;
}

const anyFormat: readonly Malformed[] = [
  { name: "an empty body", body: "", reason: "empty body" },
  { name: "bytes that are no UTF-8", body: Buffer.from([0x7b, 0xff, 0xfe]), reason: "not UTF-8" },
];

const json: readonly Malformed[] = [
  { name: "broken JSON", body: '{"a":', reason: "broken JSON" },
  { name: "JSON with more after it", body: "{} {}", reason: "broken JSON" },
  {
    name: "a depth bomb",
    body: `{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
    reason: "too deep",
  },
  { name: "a key bomb", body: keyBomb(), reason: "too many keys" },
  { name: "a prototype's key", body: '{"a":{"__proto__":{"x":1}}}', reason: "forbidden key" },
  { name: "a constructor's key", body: '{"constructor":{"prototype":1}}', reason: "forbidden key" },
  {
    name: "a key without end",
    body: JSON.stringify({ ["k".repeat(400)]: 1 }),
    reason: "key too long",
  },
];

const form: readonly Malformed[] = [
  { name: "a body that is no form", body: "hello", reason: "broken form" },
  { name: "a broken escape", body: "a=%E4%B8", reason: "broken form" },
  { name: "a prototype's key", body: "__proto__=1&a=2", reason: "forbidden key" },
  {
    name: "a key bomb",
    body: Array.from({ length: 40_001 }, (_, at) => `${at.toString(36)}=`).join("&"),
    reason: "too many keys",
  },
];

const part = (name: string, value = "") =>
  `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

const multipart: readonly Malformed[] = [
  { name: "a body without parts", body: "hello", reason: "broken multipart" },
  { name: "parts without an end", body: part("a", "1"), reason: "broken multipart" },
  { name: "a boundary without end", body: `--${"x".repeat(80)}\r\n`, reason: "broken multipart" },
  { name: "a part without a head", body: "--x\r\n\r\n1\r\n--x", reason: "broken multipart" },
  { name: "a prototype's part", body: `${part("__proto__", "1")}--x--`, reason: "forbidden key" },
  { name: "a key without end", body: `${part("k".repeat(400))}--x--`, reason: "key too long" },
  { name: "a bomb of parts", body: `${part("a").repeat(1_001)}--x--`, reason: "broken multipart" },
];

const doctype = '<!DOCTYPE xml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>';

const xml: readonly Malformed[] = [
  { name: "broken XML", body: "<xml><a>1</xml>", reason: "broken XML" },
  { name: "text that is no XML", body: "hello", reason: "broken XML" },
  { name: "an open comment", body: "<xml><!-- </xml>", reason: "broken XML" },
  {
    name: "a document type",
    body: `${doctype}<xml><a>&b;</a></xml>`,
    reason: "XML with a document type",
  },
  {
    name: "an external entity",
    body: '<!doctype x SYSTEM "file:///etc/passwd"><xml/>',
    reason: "XML with a document type",
  },
  {
    name: "a document type behind a comment that is none",
    body: `<xml a="<!--">${doctype}</xml>`,
    reason: "broken XML",
  },
  {
    name: "a depth bomb",
    body: `${"<a>".repeat(60)}${"</a>".repeat(60)}`,
    reason: "XML out of bounds",
  },
  {
    name: "a prototype's element",
    body: "<xml><__proto__>1</__proto__></xml>",
    reason: "XML out of bounds",
  },
];

export function malformedBodies(format: Format["name"]): MalformedBodies {
  switch (format) {
    case "json":
      return { bodies: [...anyFormat, ...json], filler: (bytes) => `"${"a".repeat(bytes - 2)}"` };
    case "form":
    case "form or json":
    case "form, json or multipart":
      return { bodies: [...anyFormat, ...form], filler: (bytes) => `a=${"a".repeat(bytes - 2)}` };
    case "multipart": {
      const frame = `${part("a")}--x--`.length;
      return {
        bodies: [...anyFormat, ...multipart],
        filler: (bytes) => `${part("a", "a".repeat(bytes - frame))}--x--`,
      };
    }
    case "xml":
      return {
        bodies: [...anyFormat, ...xml],
        filler: (bytes) => `<xml>${"a".repeat(bytes - 11)}</xml>`,
      };
  }
}

function keyBomb(): string {
  return JSON.stringify({ a: Array<number>(40_001).fill(0) });
}
