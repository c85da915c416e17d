/** Bodies that nobody would send but somebody might: random, mutated, and naming prototypes. */
import fc from "fast-check";
import type { ChannelCase } from "./case.ts";

/** Every body that a channel's fixtures hold. */
export function fixtureBodies<Secrets>(channelCase: ChannelCase<Secrets>): string[] {
  const { examples, edited, unknown, mixed, pings, largeId } = channelCase;
  return [
    ...[...examples, ...pings].map(({ body }) => body),
    ...(mixed === "no batch" ? [] : [mixed.body]),
    ...(largeId === "no numbers" ? [] : [largeId("9007199254740993")]),
    edited,
    unknown,
  ];
}

/** Arbitrary text, arbitrary JSON, and real deliveries with some of their bytes or values changed. */
export function anyBody(examples: readonly string[]): fc.Arbitrary<string | Buffer> {
  const real = fc.constantFrom(...examples);
  const bytesChanged = fc
    .record({ body: real, changes: fc.array(byteChange, { maxLength: 4 }) })
    .map(({ body, changes }) => changes.reduce(withBytes, body));
  const valuesChanged = fc
    .record({ body: real, changes: fc.array(valueChange, { minLength: 1, maxLength: 3 }) })
    .map(({ body, changes }) => changes.reduce(withValue, body));
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
  return fc.oneof(
    { weight: 3, arbitrary: bytesChanged },
    { weight: 3, arbitrary: valuesChanged },
    fc.json(),
    fc.string({ unit: "binary" }),
    bytes,
  );
}

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const byteChange = fc.record({
  at: place,
  cut: fc.nat({ max: 12 }),
  insert: fc.oneof(
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.constantFrom('"', "null", "[]", "{}", "-1", "1e999", "<", "]]>", "&", "%", "=", "\\u0000"),
  ),
});

function withBytes(body: string, { at, cut, insert }: { at: number; cut: number; insert: string }) {
  const start = Math.floor(at * body.length);
  return body.slice(0, start) + insert + body.slice(start + cut);
}

/** What stands where text, a number, a time or an object is expected. */
const strangeValues = [
  "null",
  "true",
  "0",
  "-1",
  "1e999",
  "99999999999999999999",
  "[]",
  "[[]]",
  "{}",
  '{"a":null}',
  '""',
  '" "',
  '"2026-13-45T99:99:99Z"',
  '"0"',
  '"\\ud800"',
  '"__proto__"',
  '"constructor"',
  '"toString"',
  `"${"9".repeat(400)}"`,
  `"${"a@".repeat(300)}"`,
];

const valueChange = fc.record({ at: place, value: fc.constantFrom(...strangeValues) });

function withValue(body: string, { at, value }: { at: number; value: string }): string {
  const spots = spotsOf(body);
  const spot = spots[Math.floor(at * spots.length)];
  return spot === undefined ? body : replaced(body, spot, value);
}

interface Spot {
  start: number;
  end: number;
  /** How a quotation mark is written there; empty where values stand bare. */
  quote: string;
}

/** Names and values, as each format writes them, and JSON inside JSON or inside a form. */
function spotsOf(body: string): Spot[] {
  const isStructured = /^\s*[[{]/.test(body) || body.includes("Content-Disposition");
  const kinds: { pattern: RegExp; quote: string }[] = body.startsWith("<")
    ? [
        { pattern: /(?<=<!\[CDATA\[)[^\]]*(?=\]\]>)/g, quote: "" },
        { pattern: /(?<=<[^<>/!?]+>)[^<>]+(?=<\/)/g, quote: "" },
      ]
    : isStructured
      ? [
          { pattern: /"(?:[^"\\]|\\.)*"/g, quote: '"' },
          { pattern: /\\"(?:(?!\\").)*\\"/g, quote: '\\"' },
          { pattern: /(?<=[:[,]\s*)-?\d[\d.eE+]*(?=\s*[,}\]])/g, quote: '"' },
        ]
      : [
          { pattern: /[^=&]+/g, quote: "" },
          { pattern: /%22(?:(?!%22).)*%22/g, quote: "%22" },
        ];
  return kinds.flatMap(({ pattern, quote }) =>
    [...body.matchAll(pattern)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      quote,
    })),
  );
}

function replaced(body: string, { start, end, quote }: Spot, value: string): string {
  const written = quote === "" ? value.replaceAll('"', "") : value.replaceAll('"', quote);
  return body.slice(0, start) + written + body.slice(end);
}

const spotsMax = 150;

/** The body, each time with another of its names or values, or another place, naming a prototype. */
export function prototypeBodies(body: string): string[] {
  const spots = spotsOf(body);
  const step = Math.max(1, Math.floor(spots.length / spotsMax));
  const named = spots
    .filter((_, at) => at % step === 0)
    .flatMap((spot) =>
      ['"__proto__"', '"constructor"', '"toString"'].map((name) => replaced(body, spot, name)),
    );
  return [...named, ...insertions.flatMap((insert) => insert(body))];
}

type Insertion = (body: string) => string[];

/** The text behind each occurrence of an opening, in turn. */
const behind =
  (opening: RegExp, text: string): Insertion =>
  (body) =>
    [...body.matchAll(opening)].slice(0, 40).map((match) => {
      const end = match.index + match[0].length;
      return body.slice(0, end) + text + body.slice(end);
    });

const polluting = ['"__proto__":{"polluted":1},', '"constructor":{"prototype":{"polluted":1}},'];

const pollutingFields = [
  "__proto__=1",
  "__proto__[polluted]=1",
  "constructor[prototype][polluted]=1",
  "data[__proto__][polluted]=1",
  "data[merges][__proto__][polluted]=1",
  "fields[__proto__][value]=1",
  "fields[constructor][prototype][polluted]=1",
];

const insertions: readonly Insertion[] = [
  ...polluting.flatMap((text) => [
    behind(/\{(?=")/g, text),
    behind(/\{(?=\\")/g, text.replaceAll('"', '\\"')),
    behind(/%7B(?=%22)/g, encodeURIComponent(text)),
  ]),
  behind(/<[^<>/!?]+>/g, "<__proto__><polluted>1</polluted></__proto__>"),
  behind(/<[^<>/!?]+>/g, "<constructor><prototype>1</prototype></constructor>"),
  (body) => (/^[^<{[]*=/.test(body) ? pollutingFields.map((field) => `${body}&${field}`) : []),
  (body) =>
    /^[^<{[]*=/.test(body)
      ? pollutingFields.map((field) => `${body}&${encodeURIComponent(field).replace("%3D", "=")}`)
      : [],
];
