/** A channel whose scheme nobody has confirmed: off unless the tenant's file says otherwise. */
import { describe, expect, it, vi } from "vitest";
import { channelsInUse, checkTenant, unconfirmedNotes } from "#infra/tenant.ts";

vi.mock(import("#shared/channels/index.ts"), async (original) => {
  const { channels } = await original();
  const doubtful = channels.map((channel) =>
    channel.name === "typeform" ? { ...channel, confirmation: "unconfirmed" as const } : channel,
  );
  return {
    channels: doubtful,
    channelNamed: (name) => doubtful.find((channel) => channel.name === name),
  };
});

const tenantWith = (typeform: object) =>
  checkTenant(
    {
      tenant: "tiny",
      stage: "trial",
      region: "eu-central-1",
      phoneRegion: "DE",
      oidc: { issuer: "https://login.tiny.example", audience: ["tiny"] },
      languages: ["en"],
      privacy: { laws: ["gdpr"], zone: "Europe/Berlin" },
      channels: { website: {}, typeform },
    },
    "tiny.json",
  );

const used = (typeform: object) =>
  channelsInUse(tenantWith(typeform)).map(({ channel }) => channel.name);

describe("an unconfirmed channel", () => {
  it("is off where the file only lists it, and the note says what to do", () => {
    expect(used({})).toEqual(["website"]);
    const notes = unconfirmedNotes(tenantWith({}));
    expect([...notes.keys()]).toEqual(["typeform"]);
    expect(notes.get("typeform")).toMatch(/^typeform is off: .*"enabled": true/);
  });

  it("keeps its settings while it is off", () => {
    const settings = { forms: {} };
    expect(tenantWith({ settings }).channels["typeform"]?.settings).toEqual(settings);
  });

  it("is on where the file says so, without a note", () => {
    expect(used({ enabled: true })).toEqual(["website", "typeform"]);
    expect(unconfirmedNotes(tenantWith({ enabled: true })).size).toBe(0);
  });

  it("is off where the file says so", () => {
    expect(used({ enabled: false })).toEqual(["website"]);
  });
});
