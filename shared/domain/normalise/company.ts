/** Company names: one to show, and one to match by. */
import { invalid, type Normalised, valid } from "./normalised.ts";
import { isPlaceholder } from "./placeholder.ts";
import { cleanText } from "./text.ts";

const companyLengthMax = 200;

/** The dot of `S.A.` joins letters into a word; the dot of `Co.Ltd` ends one. */
const acronymDot = /(?<![\p{L}\p{N}])(\p{L})\.(?=\p{L}(?![\p{L}\p{N}]))/gu;

/** Written without spaces, so removed wherever they stand. */
const chineseForms = /(?:股份)?有限(?:责任|責任)?公司|集团|集團|控股|股份|公司|株式会社|株式會社/gu;

/** Words that say which kind of company. */
const latinForms = new Set(
  (
    "ab ag bv co company corp corporation gmbh group holding holdings inc incorporated kg kk " +
    "limited llc llp lp ltd ltda nv oy plc pte pty sa sarl sas se spa srl"
  ).split(" "),
);

/** The name to show: as its owner writes it. */
export function normaliseCompany(raw: string): Normalised {
  const name = cleanText(raw);
  const sound =
    name.length <= companyLengthMax && !isPlaceholder(name) && /[\p{L}\p{N}]/u.test(name);
  return sound ? valid(name) : invalid;
}

/**
 * The same for every spelling of one company: no legal form, brackets, case, punctuation or space.
 * A name made of nothing else keeps them; only an empty one has an empty key.
 */
export function companyKey(name: string): string {
  const text = cleanText(cleanText(name).toLowerCase());
  const whole = text.replace(/[^\p{L}\p{M}\p{N}]/gu, "");
  const key = withoutForms(text) || withoutChineseForms(whole) || whole || text;
  // What a removed space kept apart may now be one character.
  return key.normalize();
}

function withoutForms(text: string): string {
  const words = text.replace(acronymDot, "$1").match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  // A company called "Limited" keeps its first word.
  const meaningful = words.filter((word, position) => position === 0 || !latinForms.has(word));
  return withoutChineseForms(meaningful.join(""));
}

/** Again until nothing is left to remove: the rest of one removal may be another form. */
function withoutChineseForms(text: string): string {
  const shorter = text.replace(chineseForms, "");
  return shorter === text ? text : withoutChineseForms(shorter);
}
