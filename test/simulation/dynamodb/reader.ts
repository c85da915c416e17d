/** Reads an expression token by token, and finds what its placeholders stand for. */
import { NotSimulatedError } from "../errors.ts";
import { invalid } from "./errors.ts";
import { reservedWords } from "./reserved-words.ts";

/** What stands for names and values in the expressions of one request. */
export interface Placeholders {
  names: Readonly<Record<string, string>>;
  values: Readonly<Record<string, unknown>>;
  /** Those that were met: the service refuses what is given and not used. */
  used: Set<string>;
}

export interface Reader {
  peek(): string;
  take(): string;
  takeIf(token: string): boolean;
  /** Words of the language, in whatever case. */
  takeWord(word: string): boolean;
  /** A function's name with its parenthesis. */
  takeCall(name: string): boolean;
  expect(token: string): void;
  /** The attribute that a name or its placeholder stands for. */
  name(): string;
  /** A value's placeholder. */
  value(): string;
  atEnd(): boolean;
  end(): void;
  unexpected(token: string): Error;
}

/** Words, placeholders and signs; also the signs of paths, so that they are seen and refused. */
const tokenPattern = /\s*([A-Za-z_][\w]*|[#:][\w]+|<>|<=|>=|[=<>(),+\-.[\]]|\d+|\S)/gy;

export function openReader(text: string, placeholders: Placeholders): Reader {
  const tokens = [...text.trim().matchAll(tokenPattern)].map(([, token = ""]) => token);
  let at = 0;
  const peek = (): string => tokens[at] ?? "";
  const unexpected = (token: string) => {
    const known = /^(between|attribute_type|[.[])$/i.test(token);
    if (known) return new NotSimulatedError(`"${token}" in an expression: ${text}`);
    return invalid(`Invalid expression: Syntax error; token: "${token || "<EOF>"}": ${text}`);
  };
  const take = (): string => {
    const token = peek();
    if (token === "") throw unexpected(token);
    at += 1;
    return token;
  };
  const takeIf = (token: string): boolean => {
    if (peek() !== token) return false;
    at += 1;
    return true;
  };
  return {
    peek,
    take,
    takeIf,
    takeWord(word) {
      if (peek().toUpperCase() !== word) return false;
      at += 1;
      return true;
    },
    takeCall(name) {
      if (peek() !== name || tokens[at + 1] !== "(") return false;
      at += 2;
      return true;
    },
    expect(token) {
      if (!takeIf(token)) throw unexpected(peek());
    },
    name() {
      const token = take();
      if (/^[.[]$/.test(peek())) throw unexpected(peek());
      if (token.startsWith("#")) return nameOf(token, placeholders);
      if (!/^[A-Za-z_]/.test(token) || peek() === "(") throw unexpected(token);
      if (reservedWords.has(token.toUpperCase())) {
        throw invalid(`Invalid expression: Attribute name is a reserved keyword: ${token}`);
      }
      return token;
    },
    value() {
      const token = take();
      if (!token.startsWith(":")) throw unexpected(token);
      if (!Object.hasOwn(placeholders.values, token)) {
        throw invalid(`An expression attribute value used in expression is not defined: ${token}`);
      }
      placeholders.used.add(token);
      return token;
    },
    atEnd: () => at === tokens.length,
    end() {
      if (at < tokens.length) throw unexpected(peek());
    },
    unexpected,
  };
}

function nameOf(token: string, { names, used }: Placeholders): string {
  const name = names[token];
  if (name === undefined) {
    throw invalid(
      `An expression attribute name used in the document path is not defined: ${token}`,
    );
  }
  used.add(token);
  return name;
}
