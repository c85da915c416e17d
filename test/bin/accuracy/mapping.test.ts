/** What a mapping may say about a file, and what its writer is told otherwise. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { AccuracyError } from "#bin/accuracy/errors.ts";
import { mappedFields, readMapping, tellingColumns } from "#bin/accuracy/mapping.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";

const labels = { en: "Shoe size", zh: "鞋码" };
const shoeSize = { name: "shoeSize", labels, kind: "number", pii: "none", weight: 1 } as const;
const fields = fieldRegistry({ customFields: [shoeSize] });

function written(content: unknown): string {
  const file = join(temporaryFolder(), "mapping.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const reading = (content: unknown) => () => readMapping(written(content), fields);

test("a column and its field are enough; the rest has defaults", () => {
  expect(readMapping(written({ fields: { tel: "phone" } }), fields)).toEqual({
    fields: { tel: "phone" },
    joined: {},
    identifiers: {},
    verified: [],
    dateFormat: "year-first",
    delimiter: ",",
    encoding: "utf-8",
  });
});

test("fields, joined columns and identifiers tell of a customer", () => {
  const mapping = readMapping(
    written({
      fields: { home: "phone", mobile: "phone", size: "shoeSize" },
      joined: { street: { columns: ["no", "road"] } },
      identifiers: { cust_no: { type: "external-id", namespace: "crm" } },
      verified: ["phone", "street"],
      id: "rec",
      observedAt: "seen",
    }),
    fields,
  );
  expect(mappedFields(mapping)).toEqual(["phone", "shoeSize", "street"]);
  expect(tellingColumns(mapping)).toEqual(["home", "mobile", "size", "no", "road", "cust_no"]);
  expect(mapping.joined["street"]?.separator).toBe(" ");
  expect(mapping.identifiers["cust_no"]?.verified).toBe(false);
});

test("a byte order mark before the mapping is nothing", () => {
  expect(reading('\ufeff{"fields":{"tel":"phone"}}')).not.toThrow();
});

describe("refused", () => {
  const phone = { fields: { tel: "phone" } };
  test.each([
    ["text that is no JSON", "{fields:", /no JSON/],
    ["a list", [], /the whole file/],
    ["nothing mapped", {}, /maps no column/],
    ["an unknown key", { ...phone, feilds: {} }, /feilds/],
    ["an unknown field", { fields: { surname: "lastName" } }, /fields\.surname.*"lastName"/],
    ["an unknown joined field", { joined: { road: { columns: ["a", "b"] } } }, /joined\.road/],
    ["one column joined with none", { joined: { street: { columns: ["a"] } } }, /street\.columns/],
    ["a field that is no text", { fields: { tel: 7 } }, /fields\.tel/],
    ["a proof of what is not mapped", { ...phone, verified: ["email"] }, /verified.*"email"/],
    ["an unknown date format", { ...phone, dateFormat: "dmy" }, /dateFormat/],
    ["a region that is a name", { ...phone, phoneRegion: "Australia" }, /phoneRegion.*US/],
    ["an unknown encoding", { ...phone, encoding: "big5" }, /encoding/],
    ["an unknown delimiter", { ...phone, delimiter: "::" }, /delimiter/],
    [
      "an identifier without a namespace",
      { identifiers: { no: { type: "external-id" } } },
      /identifiers\.no\.namespace/,
    ],
    [
      "an identifier of an unknown type",
      { identifiers: { no: { type: "loyalty", namespace: "crm" } } },
      /identifiers\.no\.type/,
    ],
    [
      "a phone that nobody would normalise",
      { identifiers: { tel: { type: "phone", namespace: "-" } } },
      /identifiers\.tel: belongs under "fields", as "phone"/,
    ],
    [
      "a key that is no column's",
      { identifiers: { key: { type: "composite", namespace: "name-birthday" } } },
      /identifiers\.key: .*--promote/,
    ],
    [
      "a Chinese id without its checksum",
      { identifiers: { id: { type: "national-id", namespace: "CN" } } },
      /identifiers\.id: belongs under "fields", as "nationalId"/,
    ],
  ])("%s", (_, content, said) => {
    expect(reading(content)).toThrow(AccuracyError);
    expect(reading(content)).toThrow(said);
  });

  test("a file that is not there", () => {
    expect(() => readMapping("no-such.json", fields)).toThrow("no-such.json cannot be read");
  });

  test("an unknown field is answered with those there are, the tenant's own too", () => {
    expect(reading({ fields: { a: "b" } })).toThrow(/fullName, .*shoeSize/);
  });

  test("all that is wrong is told at once", () => {
    const wrong = reading({ fields: { a: "lastName", b: "firstName" } });
    expect(wrong).toThrow(/lastName[^]*firstName/);
  });
});
