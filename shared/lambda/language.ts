/** In which of our languages somebody is spoken to. */

export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];

/** One thing said in each language. */
export type Words = Readonly<Record<Language, string>>;

export function isLanguage(name: string | undefined): name is Language {
  return languages.some((each) => each === name);
}

/** The first of ours in an `Accept-Language` header by its weights: RFC 9110, 12.5.4. */
export function preferredLanguage(acceptLanguage: string | undefined): Language | undefined {
  const wishes = (acceptLanguage ?? "").split(",").flatMap((wish) => {
    const [range = "", ...parameters] = wish.split(";").map((part) => part.trim());
    const quality = parameters.find((each) => each.startsWith("q="))?.slice(2);
    const weight = quality === undefined ? 1 : Number(quality);
    const language = range.toLowerCase().split("-")[0];
    return isLanguage(language) && weight > 0 ? [{ language, weight }] : [];
  });
  return wishes.sort((a, b) => b.weight - a.weight)[0]?.language;
}
