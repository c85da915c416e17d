/** A lead of LinkedIn with the form it answers: learn.microsoft.com, marketing/lead-sync/lead-sync-schema. */
import * as z from "zod";
import { type Answer, campaignFields } from "./answers.ts";

const Text = z.string().nullish();
/** A text in the languages of its form; a form has one. */
const Localised = z.object({ localized: z.record(z.string(), z.string()) }).nullish();
const QuestionId = z.union([z.number(), z.string()]).transform(String);

const Option = z.object({ id: z.number(), text: Localised });

const Question = z.object({
  questionId: QuestionId,
  name: Text,
  question: Localised,
  predefinedField: Text,
  questionDetails: z
    .object({
      multipleChoiceQuestionDetails: z.object({ options: z.array(Option) }).nullish(),
    })
    .nullish(),
});

const GivenAnswer = z.object({
  questionId: QuestionId,
  answerDetails: z.object({
    textQuestionAnswer: z.object({ answer: Text }).nullish(),
    multipleChoiceAnswer: z.object({ options: z.array(z.number()) }).nullish(),
  }),
});

const Consent = z.object({ id: z.number(), consent: Localised });

const Form = z.object({
  name: Text,
  hiddenFields: z.array(z.object({ name: z.string(), value: z.unknown().optional() })).nullish(),
  content: z
    .object({
      questions: z.array(Question).nullish(),
      legalInfo: z.object({ consents: z.array(Consent).nullish() }).nullish(),
    })
    .nullish(),
});

export const LeadResponse = z.object({
  id: z.string().min(1),
  leadType: Text,
  submitter: Text,
  submittedAt: z.number().nullish(),
  testLead: z.boolean().nullish(),
  versionedLeadGenFormUrn: Text,
  associatedEntity: z.record(z.string(), z.unknown()).nullish(),
  leadMetadata: z
    .object({ sponsoredLeadMetadata: z.object({ campaign: Text }).nullish() })
    .nullish(),
  leadMetadataInfo: z
    .object({
      sponsoredLeadMetadataInfo: z
        .object({ campaign: z.object({ name: Text }).nullish() })
        .nullish(),
    })
    .nullish(),
  formResponse: z.object({
    answers: z.array(GivenAnswer),
    consentResponses: z.array(z.object({ consentId: z.number(), accepted: z.boolean() })).nullish(),
  }),
  form: Form.nullish(),
});
export type LeadResponse = z.infer<typeof LeadResponse>;

/** What LinkedIn fills in from the member's profile, whatever the language of the form. */
const fieldsByPredefined = new Map([
  ["FIRST_NAME", "givenName"],
  ["LAST_NAME", "familyName"],
  ["EMAIL", "email"],
  ["WORK_EMAIL", "email"],
  ["PHONE_NUMBER", "phone"],
  ["WORK_PHONE_NUMBER", "phone"],
  ["COMPANY_NAME", "company"],
  ["JOB_TITLE", "jobTitle"],
  ["INDUSTRY", "industry"],
  ["CITY", "city"],
  ["STATE", "province"],
  ["COUNTRY", "country"],
  ["ZIP_CODE", "postalCode"],
  ["GENDER", "gender"],
]);

/** A tenant maps a question by its id, by LinkedIn's word for it, or by the name it has in the form. */
export function answersOf({ formResponse, form }: LeadResponse): Answer[] {
  const questions = new Map(form?.content?.questions?.map((each) => [each.questionId, each]));
  const given = formResponse.answers.map((answer): Answer => {
    const question = questions.get(answer.questionId);
    const predefined = question?.predefinedField ?? "";
    const names = [answer.questionId, predefined, question?.name ?? ""];
    return {
      keys: names.filter((name) => name !== ""),
      label: textOf(question?.question) ?? (question?.name || answer.questionId),
      value: valueOf(answer, question),
      otherwise: fieldsByPredefined.get(predefined),
    };
  });
  const hidden = (form?.hiddenFields ?? []).map(({ name, value }) => ({
    keys: [name],
    label: name,
    value,
    otherwise: campaignFields.get(name),
  }));
  return [...given, ...hidden];
}

/** `consent-0` is the first box of the form: a tenant says what it means. */
export function consentsAnswered({ formResponse, form }: LeadResponse): Answer[] {
  const texts = new Map(
    form?.content?.legalInfo?.consents?.map(({ id, consent }) => [id, textOf(consent)]),
  );
  return (formResponse.consentResponses ?? []).map(({ consentId, accepted }) => ({
    keys: [`consent-${consentId}`],
    label: texts.get(consentId) ?? `consent-${consentId}`,
    value: accepted,
  }));
}

function valueOf(
  { answerDetails }: z.output<typeof GivenAnswer>,
  question: z.output<typeof Question> | undefined,
): unknown {
  const { textQuestionAnswer, multipleChoiceAnswer } = answerDetails;
  if (!multipleChoiceAnswer) return textQuestionAnswer?.answer;
  const options = question?.questionDetails?.multipleChoiceQuestionDetails?.options ?? [];
  const texts = new Map(options.map(({ id, text }) => [id, textOf(text)]));
  return multipleChoiceAnswer.options.map((id) => texts.get(id) ?? String(id));
}

function textOf(text: z.output<typeof Localised>): string | undefined {
  return Object.values(text?.localized ?? {})[0];
}
