/** Bodies of 256 KiB, each large in another way, and how long the slowest of them takes. */
import { bodyBytesMaxDefault } from "#shared/channels/channel.ts";
import { type ChannelCase, contextOf, receiveSigned, secretsOf } from "./case.ts";
import { malformedBodies } from "./malformed.ts";

/**
 * How many milliseconds of processor time the slowest body takes, and which that is. What other
 * processes take of the machine meanwhile is none of the edge's doing.
 */
export function slowestMs<Secrets>(channelCase: ChannelCase<Secrets>): {
  ms: number;
  body: string;
} {
  const times = Object.entries(largeBodies(channelCase)).map(([name, body]) => ({
    body: name,
    ms: bestMs(body, channelCase),
  }));
  return times.reduce((slowest, time) => (time.ms > slowest.ms ? time : slowest));
}

const triesMin = 3;
const triesMax = 15;
/** Below this nobody asks for more tries. */
const quickMs = 20;

/** The best of some tries: the first still compiles. */
function bestMs<Secrets>(body: string, channelCase: ChannelCase<Secrets>): number {
  const { channel, settings, send } = channelCase;
  const secrets = secretsOf(channelCase, "ours");
  const signed = send(body, contextOf(channelCase, secrets));
  let best = Infinity;
  for (let tries = 0; tries < triesMin || (best > quickMs && tries < triesMax); tries++) {
    const before = process.cpuUsage();
    receiveSigned(signed, { channel, settings, secrets });
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
}

function largeBodies<Secrets>(channelCase: ChannelCase<Secrets>): Record<string, string> {
  const { channel, examples, mixed } = channelCase;
  const bytes = bytesThatFit(channelCase);
  const { filler, bodies } = malformedBodies(channel.format.name);
  return {
    "one text": filler(bytes),
    ...Object.fromEntries(bodies.map(({ name, body }) => [name, body.toString()])),
    ...largeTexts(channelCase, bytes),
    ...Object.fromEntries(
      [examples[0].body, ...(mixed === "no batch" ? [] : [mixed.body])].flatMap((body, at) =>
        repetitions(body, bytes).map((large, nth) => [`repetition ${at}.${nth}`, large]),
      ),
    ),
  };
}

/** Encrypted bodies are longer on their way, and that length is what is limited. */
function bytesThatFit<Secrets>(channelCase: ChannelCase<Secrets>): number {
  const { channel, send } = channelCase;
  const probe = malformedBodies(channel.format.name).filler(30_000);
  const sent = send(probe, contextOf(channelCase)).body.length;
  const limit = Math.min(channel.bodyBytesMax, bodyBytesMaxDefault);
  return Math.floor((limit - 2_048) / Math.max(1, sent / 30_000));
}

/** Text that makes careless expressions look again and again. */
const repeatedTexts = [
  "a",
  "1",
  " ",
  "\t",
  "@",
  "a@",
  "a.",
  "-",
  "(",
  "+86",
  ",",
  "[",
  "\\u0000",
  "甲",
  "ＡＢ",
  "é",
  "ﷺ",
  "../",
  "a=b&",
  "https://",
];

function largeTexts<Secrets>({ channel, examples, marker }: ChannelCase<Secrets>, bytes: number) {
  const isForm = channel.format.name.startsWith("form");
  const room = bytes - Buffer.byteLength(examples[0].body);
  const entries = repeatedTexts.map((text) => {
    const written = isForm ? encodeURIComponent(text) : text;
    const times = Math.max(1, Math.floor(room / Buffer.byteLength(written)));
    const body = examples[0].body.replace(marker, () => marker + written.repeat(times) + marker);
    return [`${JSON.stringify(text)} repeated`, body];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

/** Each list, object, field or element of the body repeated until it fills the bytes. */
function repetitions(body: string, bytes: number): string[] {
  const repeat = (text: (at: number) => string, room: number): string => {
    const parts: string[] = [];
    for (let at = 0, left = room; left > 0; at++) {
      const part = text(at);
      left -= Buffer.byteLength(part);
      if (left > 0) parts.push(part);
    }
    return parts.join("");
  };
  const room = bytes - Buffer.byteLength(body);
  const insertAt = (at: number, text: string) => body.slice(0, at) + text + body.slice(at);
  const isMultipart = body.includes("Content-Disposition");
  if (/^\s*[[{]/.test(body) || isMultipart) {
    const [boundary = ""] = body.split("\r\n", 1);
    const [, part = ""] = body.split(boundary);
    const parts = isMultipart
      ? [
          insertAt(
            0,
            repeat(() => boundary + part, room),
          ),
        ]
      : [];
    const opened = [...body.matchAll(/\{(?=")/g)].slice(0, 12);
    const keys = opened.map(({ index }) =>
      insertAt(
        index + 1,
        repeat((at) => `"k${at}":"value ${at}",`, room),
      ),
    );
    const lists = [...body.matchAll(/\[(?=[{["\d])/g)].slice(0, 8).flatMap(({ index }) => {
      const first = firstElement(body, index + 1);
      return first === undefined
        ? []
        : [
            insertAt(
              index + 1,
              repeat(() => `${first},`, room),
            ),
          ];
    });
    return [...parts, ...keys, ...lists];
  }
  if (body.startsWith("<")) {
    const elements = [...body.matchAll(/<([\w:.-]+)(?:\s[^<>]*)?>(?:(?!<\1[\s>])[^])*?<\/\1>/g)];
    return elements.slice(0, 12).map((match) =>
      insertAt(
        match.index,
        repeat(() => match[0], room),
      ),
    );
  }
  const [firstField = "a=1"] = body.split("&");
  return [
    body + repeat((at) => `&k${at}=value${at}`, room),
    body + repeat(() => `&${firstField}`, room),
    body + repeat((at) => `&data%5Bk${at}%5D%5Bvalue%5D=${at}`, room),
    body + repeat((at) => `&fields[k${at}][value]=${at}`, room),
  ];
}

/** The element that starts there, up to the comma or bracket on its own depth. */
function firstElement(body: string, start: number): string | undefined {
  let depth = 0;
  let isText = false;
  for (let at = start; at < body.length; at++) {
    const character = body[at] ?? "";
    if (isText) {
      if (character === "\\") at++;
      else if (character === '"') isText = false;
      continue;
    }
    if (character === '"') isText = true;
    else if ("[{".includes(character)) depth++;
    else if (depth === 0 && ",]".includes(character)) return body.slice(start, at);
    else if ("]}".includes(character)) depth--;
  }
  return undefined;
}
