import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { askLinkedin, type LinkedinSecrets, sendLinkedin } from "#bin/senders/linkedin-lead-gen.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import linkedin from "#shared/channels/linkedin-lead-gen.ts";
import {
  acceptBody,
  type ChannelCase,
  contextOf,
  describeChannel,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const id = "249592fc-d272-44ba-a7db-c2bdce579507-6";
const response = `urn:li:leadGenFormResponse:${id}`;

const notification = {
  type: "LEAD_ACTION",
  leadGenFormResponse: response,
  leadGenForm: "urn:li:versionedLeadGenForm:(urn:li:leadGenForm:7234246,1)",
  leadType: "SPONSORED",
  leadAction: "CREATED",
  occurredAt: 1795335240000,
  owner: { sponsoredAccount: "urn:li:sponsoredAccount:1234567" },
};
const bodyOf = (changes: object = {}) => JSON.stringify({ ...notification, ...changes });

const text = (questionId: number, answer: string) => ({
  questionId,
  answerDetails: { textQuestionAnswer: { answer } },
});
const question = (questionId: number, name: string, predefinedField?: string) => ({
  questionId,
  name,
  question: { localized: { zh_CN: name } },
  questionDetails: { textQuestionDetails: { maxResponseLength: 300 } },
  ...(predefinedField && { predefinedField }),
});

const lead = {
  id,
  owner: { sponsoredAccount: "urn:li:sponsoredAccount:1234567" },
  submitter: "urn:li:person:BcLKblgopR",
  leadType: "SPONSORED",
  leadMetadata: { sponsoredLeadMetadata: { campaign: "urn:li:sponsoredCampaign:198356826" } },
  leadMetadataInfo: {
    sponsoredLeadMetadataInfo: { campaign: { id: "198356826", name: "企业用茶" } },
  },
  versionedLeadGenFormUrn: "urn:li:versionedLeadGenForm:(urn:li:leadGenForm:7234246,1)",
  submittedAt: 1795335239288,
  testLead: false,
  associatedEntity: { associatedCreative: "urn:li:sponsoredCreative:241257736" },
  formResponse: {
    consentResponses: [
      { consentId: 0, accepted: true },
      { consentId: 1, accepted: false },
    ],
    answers: [
      text(10107992706, "Annika"),
      text(10207992706, "Lindqvist"),
      text(10307992706, "Annika@Nordisk.example"),
      text(10407992706, "Inköpschef"),
      text(10507992706, "Nordisk Te AB"),
      { questionId: 10607992706, answerDetails: { multipleChoiceAnswer: { options: [1, 7] } } },
      text(99, "asked by nobody any more"),
    ],
  },
  form: {
    id: 7234246,
    name: "Tea for offices",
    hiddenFields: [
      { name: "utm_source", value: "linkedin" },
      { name: "crm_ref", value: "A-17" },
    ],
    creationLocale: { country: "SE", language: "sv" },
    content: {
      questions: [
        question(10107992706, "Förnamn", "FIRST_NAME"),
        question(10207992706, "Efternamn", "LAST_NAME"),
        question(10307992706, "E-postadress", "EMAIL"),
        question(10407992706, "Jobbtitel", "JOB_TITLE"),
        question(10507992706, "Företag", "COMPANY_NAME"),
        {
          questionId: 10607992706,
          name: "Custom question 0",
          question: { localized: { sv_SE: "Vilket te?" } },
          questionDetails: {
            multipleChoiceQuestionDetails: {
              options: [
                { id: 0, text: { localized: { sv_SE: "Vitt" } } },
                { id: 1, text: { localized: { sv_SE: "Grönt" } } },
              ],
            },
          },
        },
      ],
      legalInfo: {
        consents: [
          { id: 0, consent: { localized: { sv_SE: "Skicka mig nyheter" } }, checkRequired: false },
          { id: 1, consent: { localized: { sv_SE: "Ring mig" } }, checkRequired: false },
        ],
      },
    },
  },
};
const answerOf = (changes: object = {}) => JSON.stringify({ ...lead, ...changes });

const challengeCode = "890e4665-4dfe-4ab1-b689-ed553bceeed0";
const challengeOf = ({ clientSecret }: LinkedinSecrets) =>
  createHmac("sha256", String(clientSecret)).update(challengeCode).digest("hex");

const channelCase: ChannelCase<LinkedinSecrets> = {
  channel: linkedin,
  settings: {
    forms: { "7234246": { fields: { "consent-0": "consent:email-marketing", crm_ref: "note" } } },
  },
  send: sendLinkedin,
  examples: [
    {
      name: "somebody who is announced",
      body: bodyOf(),
      events: [],
      awaiting: [
        {
          channel: "linkedin-lead-gen",
          trust: "signed",
          businessId: `${response}:CREATED`,
          content: { response },
        },
      ],
    },
  ],
  told: [
    {
      name: "somebody's answers, by what LinkedIn knows them as",
      answer: answerOf(),
      events: [
        {
          source: "linkedin-lead-gen:7234246",
          kind: "SPONSORED",
          observedAt: "2026-11-22T08:13:59.288Z",
          identifiers: [
            {
              type: "external-id",
              namespace: "linkedin",
              value: "BcLKblgopR",
              verified: true,
            },
            { type: "email", value: "annika@nordisk.example", verified: false },
          ],
          claims: [
            { field: "givenName", value: "Annika" },
            { field: "familyName", value: "Lindqvist" },
            { field: "email", value: "annika@nordisk.example" },
            { field: "jobTitle", value: "Inköpschef" },
            { field: "company", value: "Nordisk Te AB" },
            { field: "utmSource", value: "linkedin" },
            { field: "note", value: "A-17" },
            { field: "utmCampaign", value: "企业用茶" },
          ],
          consents: [{ purpose: "email-marketing", granted: true }],
          extras: {
            "Vilket te?": '["Grönt","7"]',
            "99": "asked by nobody any more",
            "Ring mig": "false",
            form: "Tea for offices",
            creative: "urn:li:sponsoredCreative:241257736",
          },
        },
      ],
    },
    {
      name: "somebody, without a form beside it",
      answer: answerOf({ form: undefined, leadMetadataInfo: undefined, submitter: undefined }),
      events: [
        {
          identifiers: [],
          claims: [{ field: "utmCampaign", value: "198356826" }],
          extras: { "10107992706": "Annika" },
        },
      ],
    },
    { name: "nobody, where it is a test", answer: answerOf({ testLead: true }), events: [] },
    {
      name: "somebody else, who was not asked for",
      answer: answerOf({ id: "249592fc-0000" }),
      events: [],
      unclear: "the lead has an unknown shape",
    },
  ],
  handshakes: [
    {
      name: "its challenge",
      ask: (context) => askLinkedin(challengeCode, context),
      answer: ({ secrets }) =>
        jsonReply({ challengeCode, challengeResponse: challengeOf(secrets) }),
      unproven: true,
    },
    { name: "an empty challenge", ask: (context) => askLinkedin("", context), answer: "refused" },
    {
      name: "a challenge that is a notification: its answer would be the notification's proof",
      ask: (context) => askLinkedin(`hmacsha256=${bodyOf()}`, context),
      answer: "refused",
    },
    {
      name: "a challenge that only begins like one",
      ask: (context) => askLinkedin(`${challengeCode}x`, context),
      answer: "refused",
    },
    {
      name: "a question without a challenge",
      ask: ({ address }) => ({ method: "GET", url: address, headers: {}, body: Buffer.alloc(0) }),
      answer: "refused",
    },
  ],
  edited: bodyOf({ leadGenFormResponse: `${response}7` }),
  unknown: JSON.stringify({ type: "LEAD_ACTION", leadGenFormResponse: 7 }),
  marker: "249592fc",
  largeId: "no numbers",
  pings: [],
  mixed: "no batch",
  reply: (ids) => jsonReply({ events: ids }),
  proof: { header: "x-li-signature" },
  coversBody: true,
};

describeChannel(channelCase);

const { channel, settings } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const receiveBody = (body: string) => acceptBody(body, channelCase);

describe("a LinkedIn notification", () => {
  it.each([
    ["of a lead that was deleted", { leadAction: "DELETED" }, "a lead was deleted"],
    ["of another type", { type: "ORGANIZATION_SOCIAL_ACTION" }, "the type is not understood"],
    [
      "whose lead could lead elsewhere",
      { leadGenFormResponse: "urn:li:leadGenFormResponse:1/../../me" },
      "the type is not understood",
    ],
  ])("%s waits for a human", (_, changes, reason) => {
    expect(receiveBody(bodyOf(changes))).toMatchObject({ awaiting: [], unclear: { reason } });
  });

  it("is refused where the words before the body are not signed with it", () => {
    const signed = sendLinkedin(bodyOf(), contextOf(channelCase));
    const bare = createHmac("sha256", String(secrets.clientSecret)).update(bodyOf()).digest("hex");
    const received = receiveSigned(
      { ...signed, headers: { ...signed.headers, "x-li-signature": bare } },
      { channel, settings, secrets },
    );
    expect(received).toMatchObject({ status: 401, reason: "signature wrong" });
  });

  it("may say before its signature how it was made", () => {
    const signed = sendLinkedin(bodyOf(), contextOf(channelCase));
    const receivedWith = (signature: string) =>
      receiveSigned(
        { ...signed, headers: { ...signed.headers, "x-li-signature": signature } },
        { channel, settings, secrets },
      );
    const signature = signed.headers["x-li-signature"] ?? "";
    expect(receivedWith(`hmacsha256=${signature}`).kind).toBe("accepted");
    for (const wrong of [`hmacsha256=hmacsha256=${signature}`, `sha256=${signature}`]) {
      expect(receivedWith(wrong)).toMatchObject({ status: 401, reason: "signature wrong" });
    }
    expect(receivedWith("hmacsha256=")).toMatchObject({ status: 401 });
  });

  it("is asked about by the version of the API that the tenant names", () => {
    const content = receiveBody(bodyOf()).awaiting[0]?.content;
    const given = linkedin.settings.parse({ apiVersion: "202609" });
    expect(linkedin.lookup?.request(content, given)).toMatchObject({
      host: "api.linkedin.com",
      path: expect.stringMatching(new RegExp(`^/rest/leadFormResponses/${id}\\?fields=owner,`)),
      headers: { "linkedin-version": "202609", "x-restli-protocol-version": "2.0.0" },
    });
  });

  it.each(["2026", "202613", "202606\r\nx: y"])("is never asked about by %j", (apiVersion) => {
    expect(linkedin.settings.safeParse({ apiVersion }).success).toBe(false);
  });
});
