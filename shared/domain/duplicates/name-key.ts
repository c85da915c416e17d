/** What all spellings of one person's name have in common, and when a name is too weak to say who. */
import { isPlaceholder } from "../normalise/placeholder.ts";
import { cleanText } from "../normalise/text.ts";
import { plainLetters } from "./plain-letters.ts";

export interface Name {
  /** The same for every order of family and given name, any spacing, case, accent or punctuation. */
  key: string;
  /** Words; of a name that is written without spaces, its characters. In the order as written. */
  units: readonly string[];
  /** First character, or the first letters of the outer words in alphabetical order. */
  initials: string;
  /** Written without spaces, as in China, Japan and Korea. */
  unspaced: boolean;
  /** Two such characters, or `Wang Wei`, in which dozens of those coincide: thousands share it. */
  short: boolean;
}

/** Chinese, Japanese and Korean: a name is one run of characters, family name first. */
const unspaced = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー`;
const unspacedRun = new RegExp(String.raw`[${unspaced}][${unspaced}\p{N}]*`, "gu");
const spacedWord = new RegExp(String.raw`[[\p{L}\p{M}\p{N}]--[${unspaced}]]+`, "gv");

/** Said of people, not part of their names: `王小明先生`. */
const honorific =
  /(?:先生|女士|小姐|太太|夫人|老师|老師|同学|经理|經理|主任|医生|师傅|老板|总监|总|様|さん)$/u;
const titles = new Set("dr jr miss mr mrs ms mx prof sir sr".split(" "));

/** `小王`, `老李`, `阿明`: what somebody is called by those who know which one is meant. */
const calledName = /^[小老阿].$/u;
/** Accounts, guests and tests; `某` is how Chinese says "a certain". */
const nobody = /测试|測試|匿名|用户|用戶|游客|遊客|客户|客戶|顾客|会员|無名|无名|某/u;
/** The people of every example. */
const examplePeople = new Set("张三 張三 李四 王五 doejohn doejane janedoe johndoe".split(" "));
const nobodyWords = new Set(
  (
    "account admin anonymous asdf customer demo empty first full guest last member na name no " +
    "none null test tester testing undefined unknown user visitor xxx"
  ).split(" "),
);

/** Of family and given name where both are there, else of the full name. */
export function nameOf(values: Readonly<Record<string, string>>): Name | undefined {
  const { familyName, givenName, fullName } = values;
  const parts = familyName && givenName ? readName(`${familyName} ${givenName}`) : undefined;
  return parts ?? (fullName === undefined ? undefined : readName(fullName));
}

function readName(text: string): Name | undefined {
  // In brackets stand nicknames and remarks. `O'Brien` is one word.
  const bare = cleanText(text).replace(/\([^)]*\)|[\u0027\u0060\u00b4\u02bc\u2019]/gu, "");
  const letters = plainLetters(bare);
  const run = (letters.match(unspacedRun) ?? []).join("").replace(honorific, "");
  const characters = Array.from(run);
  // Beside a whole Chinese name, `Tony` is what colleagues say.
  if (characters.length > 1) return runName(run, characters);
  const words = (letters.match(spacedWord) ?? []).filter(
    (word) => /\p{L}/u.test(word) && Array.from(word).length > 1 && !titles.has(word),
  );
  return wordsName([...words, ...characters]);
}

function runName(run: string, units: readonly string[]): Name | undefined {
  if (calledName.test(run) || nobody.test(run) || examplePeople.has(run)) return undefined;
  const [initials = ""] = units;
  return nameFrom({ units, initials, unspaced: true, short: units.length === 2 });
}

const shortLengthMax = 7;

/** One word, or one and an initial, is what half the customers are called. */
function wordsName(units: readonly string[]): Name | undefined {
  if (units.length < 2) return undefined;
  if (units.every((word) => nobodyWords.has(word) || isPlaceholder(word))) return undefined;
  if (examplePeople.has(units.join(""))) return undefined;
  const [first = "", last = ""] = [units.at(0), units.at(-1)].map(initialOf);
  const initials = first < last ? first + last : last + first;
  const short = units.join("").length <= shortLengthMax;
  return nameFrom({ units, initials, unspaced: false, short });
}

function initialOf(word = ""): string {
  return String.fromCodePoint(word.codePointAt(0) ?? 0);
}

function nameFrom(name: Omit<Name, "key">): Name | undefined {
  const letters = Array.from(name.units.join(""));
  if (new Set(letters).size === 1) return undefined;
  return { ...name, key: rotations(letters).reduce((a, b) => (b < a ? b : a)) };
}

/**
 * Every text that begins at another unit and goes round. Whoever writes the given name first, or
 * takes `Xiao Ming` apart, writes one of these; `李文华` and `李华文` have none in common.
 */
export function rotations(units: readonly string[]): string[] {
  return units.map((_, start) => [...units.slice(start), ...units.slice(0, start)].join(""));
}
