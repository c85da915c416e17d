import { describe, expect, it } from "vitest";
import { type PipedriveSecrets, sendPipedrive } from "#bin/senders/pipedrive.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import pipedrive from "#shared/channels/pipedrive.ts";
import { acceptBody, type ChannelCase, describeChannel } from "./harness.ts";

const tier = "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334";
const size = "ffeeddccbbaa00112233445566778899aabbccdd";

const meta = {
  action: "change",
  entity: "person",
  entity_id: "139",
  company_id: "13923453",
  correlation_id: "4f2d5a7e-0b1c-4d3e-9f80-a1b2c3d4e5f6",
  id: "9b1f6c2a-7d3e-4a5b-8c9d-0e1f2a3b4c5d",
  is_bulk_edit: false,
  timestamp: "2026-11-20T08:20:00.123Z",
  type: "general",
  user_id: "23836724",
  version: "2.0",
  webhook_id: "3046302",
  webhook_owner_id: "23836724",
  change_source: "app",
  permitted_user_ids: ["23836724"],
  attempt: 1,
  host: "teahouse.pipedrive.com",
};

const person = {
  id: 139,
  name: "Ana Brandão",
  first_name: "Ana",
  last_name: "Brandão",
  owner_id: 23_836_724,
  org_id: 7,
  emails: [
    { label: "work", value: "Ana@Brandao.example", primary: true },
    { label: "home", value: "ana@casa.example", primary: false },
  ],
  phones: [{ label: "mobile", value: "+351 912 345 678", primary: true }],
  job_title: "Head of purchasing",
  birthday: "1988-03-09",
  notes: null,
  marketing_status: "subscribed",
  postal_address: {
    value: "Rua das Flores 18, Porto",
    country: "Portugal",
    admin_area_level_1: "Norte",
    locality: "Porto",
    route: "Rua das Flores",
    street_number: "18",
    postal_code: "4050-262",
  },
  label_ids: [3],
  custom_fields: {
    [tier]: { type: "varchar", value: "gold" },
    [size]: { type: "enum", id: 4 },
  },
  open_deals_count: 2,
  next_activity_date: null,
  add_time: "2026-11-01T09:00:00Z",
  update_time: "2026-11-20T08:20:00Z",
};

const bodyOf = (data: object | null, change: object = {}, previous: object | null = null) =>
  JSON.stringify({ meta: { ...meta, ...change }, data, previous });

const record = (value: string) => ({
  type: "external-id",
  namespace: "pipedrive:13923453",
  value,
  verified: false,
});

const channelCase: ChannelCase<PipedriveSecrets> = {
  channel: pipedrive,
  settings: { fields: { [tier]: "membershipTier" } },
  send: sendPipedrive,
  examples: [
    {
      name: "a person that changed",
      body: bodyOf(person),
      events: [
        {
          source: "pipedrive:13923453",
          kind: "person change",
          trust: "token",
          observedAt: "2026-11-20T08:20:00.123Z",
          identifiers: [
            record("139"),
            { type: "phone", value: "+351912345678", verified: false },
            { type: "email", value: "ana@brandao.example", verified: false },
            { type: "email", value: "ana@casa.example", verified: false },
          ],
          claims: [
            { field: "fullName", value: "Ana Brandão" },
            { field: "email", value: "ana@brandao.example" },
            { field: "phone" },
            { field: "country", value: "PT" },
            { field: "province", value: "Norte" },
            { field: "city", value: "Porto" },
            { field: "street", value: "Rua das Flores 18" },
            { field: "postalCode", value: "4050-262" },
            { field: "givenName", value: "Ana" },
            { field: "familyName", value: "Brandão" },
            { field: "jobTitle", value: "Head of purchasing" },
            { field: "birthday", value: "1988-03-09" },
            { field: "membershipTier", value: "gold" },
          ],
          consents: [{ purpose: "email-marketing", granted: true }],
          extras: { [size]: "4" },
        },
      ],
    },
    {
      name: "a person that is new, in version 1",
      body: JSON.stringify({
        v: 1,
        event: "added.person",
        retry: 0,
        meta: {
          action: "added",
          object: "person",
          id: 140,
          company_id: 13_923_453,
          timestamp: Date.parse("2026-11-20T08:21:00Z") / 1_000,
          v: 1,
        },
        current: {
          id: 140,
          name: "Tomas Lindqvist",
          org_name: "Lindqvist AB",
          email: [{ value: "tomas@lindqvist.example", primary: true }],
          phone: [{ value: "", primary: true }],
          postal_address_locality: "Lund",
          postal_address_country: "Sweden",
          cc_email: "teahouse@pipedrivemail.com",
          owner_name: "Some Seller",
          [tier]: "silver",
        },
        previous: null,
      }),
      events: [
        {
          kind: "person added",
          observedAt: "2026-11-20T08:21:00.000Z",
          identifiers: [record("140"), { type: "email", value: "tomas@lindqvist.example" }],
          claims: [
            { field: "fullName", value: "Tomas Lindqvist" },
            { field: "email" },
            { field: "company", value: "Lindqvist AB" },
            { field: "country", value: "SE" },
            { field: "city", value: "Lund" },
            { field: "membershipTier", value: "silver" },
          ],
          consents: [],
          extras: {},
        },
      ],
    },
  ],
  edited: bodyOf({ ...person, job_title: "Director" }),
  unknown: JSON.stringify({ meta: { entity: "person" } }),
  marker: "Head of purchasing",
  mixed: "no batch",
  pings: [
    { name: "a deal", body: bodyOf({ id: 1, person_id: 139 }, { entity: "deal" }) },
    {
      name: "an organisation, in version 1",
      body: JSON.stringify({
        meta: { action: "added", object: "organization", id: 1, company_id: 1, timestamp: 1 },
        current: { name: "Lindqvist AB" },
      }),
    },
  ],
  largeId: (digits) => bodyOf(person, { entity_id: "ID" }).replace('"ID"', digits),
  reply: (ids) => jsonReply({ events: ids }),
  proof: { header: "authorization" },
  coversBody: false,
};

describeChannel(channelCase);

const receiveBody = (body: string) => acceptBody(body, channelCase);

describe("a Pipedrive person", () => {
  it("is one event at every attempt and through every webhook", () => {
    const [first] = receiveBody(bodyOf(person)).events;
    const [again] = receiveBody(
      bodyOf(person, { attempt: 3, id: "other", webhook_id: "9", permitted_user_ids: [] }),
    ).events;
    expect(again?.id).toBe(first?.id);
  });

  it("whose field was emptied has it no longer; one that was never filled says nothing", () => {
    const emptied = { ...person, job_title: null, notes: null };
    const [event] = receiveBody(bodyOf(emptied, {}, { job_title: "Head of purchasing" })).events;
    expect(event?.claims).toContainEqual(
      expect.objectContaining({ field: "jobTitle", value: "", removed: true }),
    );
    expect(event?.claims.map(({ field }) => field)).not.toContain("note");
  });

  it.each([
    ["unsubscribed", [{ purpose: "email-marketing", granted: false }]],
    ["no_consent", []],
    ["archived", []],
    [null, []],
  ])("with the marketing status %j says so", (marketing_status, consents) => {
    expect(receiveBody(bodyOf({ ...person, marketing_status })).events[0]?.consents).toEqual(
      consents,
    );
  });

  it("that was merged names both records", () => {
    const body = bodyOf(null, { action: "delete", merged_to_id: "77" }, person);
    const { events, unclear } = receiveBody(body);
    expect(unclear).toBeUndefined();
    expect(events).toMatchObject([{ identifiers: [record("139"), record("77")], claims: [] }]);
  });

  it.each([
    ["was deleted", bodyOf(null, { action: "delete" }, person), "a person was deleted there"],
    ["has no id", bodyOf(person, { entity_id: null }), "the person is not named"],
    ["has no data", bodyOf(null), "the person has an unknown shape"],
    ["has a strange e-mail", bodyOf({ emails: "a@b.example" }), "the person has an unknown shape"],
  ])("that %s waits for a human", (_, body, reason) => {
    expect(receiveBody(body)).toMatchObject({ events: [], unclear: { reason } });
  });
});
