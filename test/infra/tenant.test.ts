/** A tenant's file: what is taken from it, and what it is refused for, in words to act on. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TenantFileError } from "#infra/errors.ts";
import { channelsInUse, checkTenant, readTenant, tenantNames } from "#infra/tenant.ts";
import { channels as catalogue } from "#shared/channels/index.ts";

const minimal = {
  tenant: "tiny",
  stage: "trial",
  region: "eu-central-1",
  phoneRegion: "DE",
  oidc: { issuer: "https://login.tiny.example", audience: ["tiny"] },
  languages: ["en"],
  privacy: { laws: ["gdpr"], zone: "Europe/Berlin" },
  channels: { website: {} },
};

const privacy = (changes: object) => ({ privacy: { ...minimal.privacy, ...changes } });

const check = (changes: object) => checkTenant({ ...minimal, ...changes }, "tiny.json");

/** What the error says. Throws where nothing was wrong. */
function refusal(changes: object): string {
  try {
    check(changes);
  } catch (error) {
    if (error instanceof TenantFileError) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("the tenants there are", () => {
  it("can all be used, and differ in channels, region, laws and stage", () => {
    const tenants = tenantNames().map((name) => readTenant(name));
    expect(tenants.map(({ tenant }) => tenant)).toEqual(["acme", "demo", "huaxia"]);
    const differing = [
      (one: (typeof tenants)[number]) => Object.keys(one.channels).sort().join(" "),
      (one: (typeof tenants)[number]) => one.region,
      (one: (typeof tenants)[number]) => one.privacy.laws.join(" "),
    ];
    for (const trait of differing) expect(new Set(tenants.map(trait)).size).toBe(3);
    expect(new Set(tenants.map(({ stage }) => stage))).toEqual(new Set(["trial", "production"]));
  });

  it("have in demo every channel there is", () => {
    const used = channelsInUse(readTenant("demo")).map(({ channel }) => channel.name);
    expect(used.sort()).toEqual(catalogue.map(({ name }) => name).sort());
  });
});

describe("what a file need not say", () => {
  it("has defaults", () => {
    expect(check({})).toMatchObject({
      channels: { website: { enabled: true, settings: {} } },
      retention: { quarantineDays: 30 },
      privacy: { coolingOffHours: 24 },
      tombstoneYears: 3,
      capacity: { consumerConcurrencyMax: 10 },
      limits: { phone: 10, "national-id": 1 },
      customFields: [],
      blockedValues: [],
      tiers: {},
    });
  });

  it("a channel that is switched off has no function, and keeps its settings", () => {
    const tenant = check({ channels: { website: {}, typeform: { enabled: false } } });
    expect(channelsInUse(tenant).map(({ channel }) => channel.name)).toEqual(["website"]);
    expect(tenant.channels["typeform"]?.settings).toEqual({});
  });
});

describe("channels", () => {
  it("that do not exist are refused, and the known ones listed", () => {
    const known = catalogue.map(({ name }) => name).join(", ");
    expect(refusal({ channels: { tyepform: {} } })).toContain(
      `channels.tyepform: there is no channel "tyepform"; known: ${known}`,
    );
  });

  it("are refused with settings that their own schema does not know, by their path", () => {
    const channels = { website: { settings: { forms: { contact: { feilds: {} } } } } };
    const said = refusal({ channels });
    expect(said).toContain("channels.website.settings.forms.contact");
    expect(said).toContain('"feilds"');
  });

  it("are refused with a setting of the wrong kind", () => {
    const channels = { shopify: { settings: { shops: "one.myshopify.com" } } };
    expect(refusal({ channels })).toContain("channels.shopify.settings.shops: ");
  });

  it("are refused with a key beside their settings", () => {
    expect(refusal({ channels: { website: { setings: {} } } })).toContain("channels.website: ");
  });
});

describe("refused", () => {
  it.each([
    ["an unknown key", { regoin: "eu-central-1" }, '"regoin"'],
    ["a region that AWS has not", { region: "eu-central-9" }, "region: is not an AWS region"],
    ["a stage of its own", { stage: "staging" }, "stage: "],
    ["a law of its own", privacy({ laws: ["hipaa"] }), "privacy.laws.0: "],
    ["no law at all", privacy({ laws: [] }), "privacy.laws: "],
    ["no time zone", privacy({ zone: undefined }), "privacy.zone: "],
    ["a city that is no time zone", privacy({ zone: "Berlin" }), "zone: is not an IANA time zone"],
    ["an offset, which knows no summer time", privacy({ zone: "+01:00" }), "zone: is not an IANA"],
    ["a jurisdiction without a calendar", privacy({ jurisdiction: "XX" }), "jurisdiction: "],
    ["an approval that destroys at once", privacy({ coolingOffHours: 0 }), "coolingOffHours: "],
    ["tombstones without end", { tombstoneYears: 100 }, "tombstoneYears: "],
    ["an unknown privacy setting", privacy({ coolingOff: 3 }), "privacy: "],
    ["no language at all", { languages: [] }, "languages: "],
    ["a name that is no stack name", { tenant: "Tiny Corp" }, "tenant: "],
    ["an unsecured address", { publicBaseUrl: "http://hooks.tiny.example" }, "publicBaseUrl: must"],
    ["an address with a slash", { publicBaseUrl: "https://tiny.example/" }, "without a slash"],
    ["an address with a query", { publicBaseUrl: "https://tiny.example/?a=1" }, "publicBaseUrl: "],
    [
      "an unsecured issuer",
      { oidc: { issuer: "http://login.tiny.example", audience: ["tiny"] } },
      "oidc.issuer: must be an https address",
    ],
    [
      "an issuer without audience: it would take everybody's tokens",
      { oidc: { issuer: "https://login.tiny.example", audience: [] } },
      "oidc.audience: ",
    ],
    ["an alert address that is none", { alertEmail: "somebody" }, "alertEmail: "],
    ["a quarantine without end", { retention: { quarantineDays: 4000 } }, "quarantineDays: "],
    ["an unknown retention", { retention: { auditYears: 3 } }, "retention: "],
    ["an unknown capacity", { capacity: { lambdas: 3 } }, "capacity: "],
    [
      "a concurrency that no event source takes",
      { capacity: { consumerConcurrencyMax: 1 } },
      "capacity.consumerConcurrencyMax: ",
    ],
    ["an unknown limit", { limits: { phones: 3 } }, "limits: "],
    [
      "a custom field that exists",
      { customFields: [{ name: "phone", labels: { en: "Phone", zh: "电话" } }] },
      'customFields: the field "phone" exists already',
    ],
    [
      "a tier for a channel that there is none of",
      { tiers: { webiste: { phone: "low" } } },
      "tiers.webiste: ",
    ],
    [
      "a tier for a field that there is none of",
      { tiers: { website: { fone: "low" } } },
      'tiers.website.fone: there is no field "fone"',
    ],
  ])("%s", (_, changes, said) => {
    expect(refusal(changes)).toContain(said);
  });

  it("everything at once, so that a file is put right in one go", () => {
    const said = refusal({ region: "mars", stage: "forever", languages: [] });
    expect(said.split("\n")).toHaveLength(4);
    expect(said).toMatch(/^tiny\.json cannot be used:\n {2}- /);
  });

  it("nothing for a tier of a custom field, or of all fields", () => {
    const customFields = [{ name: "plan", labels: { en: "Plan", zh: "套餐" } }];
    const tiers = { website: { plan: "low", "*": "normal" } };
    expect(check({ customFields, tiers }).tiers).toEqual(tiers);
  });
});

describe("files", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "tributary-tenants-"));
    writeFileSync(join(folder, "tiny.json"), JSON.stringify(minimal));
    writeFileSync(join(folder, "other.json"), JSON.stringify(minimal));
    writeFileSync(join(folder, "broken.json"), "{ tenant: tiny }");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("are read by the tenant's name", () => {
    expect(readTenant("tiny", folder).tenant).toBe("tiny");
  });

  it("are refused under another name: two tenants would share everything", () => {
    expect(() => readTenant("other", folder)).toThrow(
      'tenant: "tiny" differs from the file\'s name "other"',
    );
  });

  it("are refused where they are no JSON", () => {
    expect(() => readTenant("broken", folder)).toThrow(
      /broken\.json cannot be used:\n.*is no JSON/,
    );
  });

  it("are refused where there is none, and the tenants listed", () => {
    expect(() => readTenant("acme", folder)).toThrow(
      "there is no such file; tenants: broken, other, tiny",
    );
    expect(() => readTenant("../tiny", folder)).toThrow(TenantFileError);
  });
});
