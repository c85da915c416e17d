import { describe, expect, it } from "vitest";
import { catalogue } from "#bin/channels/catalogue.ts";
import { languages, textIn } from "#bin/channels/words.ts";
import { channels } from "#shared/channels/index.ts";

describe.each(languages)("the catalogue for a terminal (%s)", (language) => {
  const text = catalogue(channels, language);

  it("cuts nothing off: names are copied from it", () => {
    expect(text).not.toContain("…");
    for (const { name } of channels) expect(text).toContain(`│ ${name} `);
  });

  it("fits a wide window", () => {
    expect(text.split("\n")[0]?.length).toBeLessThanOrEqual(150);
  });
});

describe.each(channels.map((channel) => [channel.name, channel] as const))(
  "the catalogue's lines of %s",
  (_name, { title, authentication, businessId, answer }) => {
    const lines = [title, authentication, businessId, answer];

    it("are Chinese for who reads Chinese, wherever there are words", () => {
      const words = /\b(the|of|and|over|in|with|else|by|as|its|when|before|a|an)\b/;
      for (const line of lines) expect(textIn("zh", line)).not.toMatch(words);
    });

    it("are English for who reads English", () => {
      for (const line of lines)
        expect(textIn("en", line)).not.toMatch(/\p{Script=Han}|[，。；：]/u);
    });
  },
);
