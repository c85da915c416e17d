/** OpenDSR 2.0: machines of other controllers file requests, follow and cancel them. */
import type { Identifier } from "#shared/domain/identifier.ts";
import {
  apiVersion,
  callbackRefusal,
  statusOf,
  statusView,
  supportedIdentities,
} from "#shared/domain/privacy/opendsr.ts";
import { requestId } from "#shared/domain/privacy/request-id.ts";
import { timingOf } from "#shared/domain/privacy/schedule.ts";
import { file } from "#shared/engine/privacy/file.ts";
import { move } from "#shared/engine/privacy/move.ts";
import { type HttpResult, json, type Problem, tryAgain } from "#shared/lambda/http.ts";
import { processorDomain, signatureHeaders } from "#shared/lambda/signed-answer.ts";
import { readRequest } from "#shared/stores/privacy/requests.ts";
import {
  OpenDsrCancellation,
  OpenDsrError,
  OpenDsrReceipt,
  OpenDsrRequest,
  OpenDsrStatus,
  OurExtension,
} from "./opendsr-schemas.ts";
import { restrict } from "./request-answers.ts";
import { officers } from "./request-view.ts";
import { normalised } from "./requests.ts";
import type { ApiContext, Route } from "./route.ts";
import { ProblemView } from "./schemas.ts";

/** Section 3.4: the major version leads. */
const base = "/opendsr/v2";
export const discoveryPath = `${base}/discovery`;
export const certificatePath = `${base}/certificate.pem`;
export const certificateRequestPath = `${base}/certificate-request.pem`;

/** Each controller has numbers of its own: nobody meets another's. */
const idOf = (controller: string, subjectRequestId: string): string =>
  requestId("opendsr", JSON.stringify([controller, subjectRequestId]));

/** Section 7.5: every error is a 400, and says nothing of anybody. */
export function refuse({ title, detail }: Pick<Problem, "title" | "detail">): HttpResult {
  const message = detail === undefined ? title : `${title} ${detail}`;
  const errors = [{ domain: "Validation", reason: "IllegalArgument", message }];
  return json(400, { error: { code: 400, message, errors } });
}

const answers = { 400: OpenDsrError, 503: ProblemView };

export const fileByMachine: Route = {
  method: "POST",
  path: `${base}/requests`,
  roles: officers,
  summary: "OpenDSR 2.0, section 7: files an erasure. The same again is the same request.",
  body: OpenDsrRequest,
  refuse,
  answers: { ...answers, 201: OpenDsrReceipt },
  audit: {
    kind: "decision",
    decision: () => "file",
    named: ({ body, caller }) => [
      idOf(caller.subject, OpenDsrRequest.parse(body).subject_request_id),
    ],
  },
  example: {
    regulation: "gdpr",
    subject_request_id: "a7551968-d5d6-44b2-9831-815ac9017798",
    subject_request_type: "erasure",
    submitted_time: "2026-11-27T15:00:00Z",
    subject_identities: [
      { identity_type: "email", identity_value: "lin.yu@guyu-mail.cn", identity_format: "raw" },
    ],
    api_version: "2.0",
  },

  async handle({ body, bytes, caller }, context) {
    const asked = OpenDsrRequest.parse(body);
    const told = toldBy(asked, context);
    if ("refused" in told) return told.refused;
    const { subject: controller } = caller;
    const { subject_request_id: number, regulation, submitted_time: submittedAt } = asked;
    const at = context.now().toISOString();
    const filed = await file(
      {
        channel: "opendsr",
        identifiers: told.identifiers,
        submittedAt,
        laws: [regulation, ...told.extension.laws],
        suppress: told.extension.suppress,
        reference: number,
        callbacks: asked.status_callback_urls,
        key: JSON.stringify([controller, number]),
        said: asked,
      },
      { by: controller, at, unique: number },
      { store: context.store, privacy: context.privacy },
    );
    if (filed.kind === "another body") {
      return refuse({ title: "Another request has this subject_request_id: use a new one." });
    }
    const { request } = filed.stored;
    await restrict(request.id, context);
    const receipt = {
      controller_id: controller,
      subject_request_id: number,
      received_time: request.receivedAt,
      expected_completion_time: timingOf(request, at, context.privacy).due.at,
      encoded_request: bytes.toString("base64"),
      api_version: apiVersion,
    };
    return signed(201, { ...receipt, ...proofOf(receipt, context) }, context);
  },
};

type Told =
  | { identifiers: Identifier[]; extension: ReturnType<typeof OurExtension.parse> }
  | { refused: HttpResult };

/** Who is meant and who is to be told, where all of it can be used. */
function toldBy(asked: ReturnType<typeof OpenDsrRequest.parse>, context: ApiContext): Told {
  const domain = processorDomain(context.publicBaseUrl);
  const extension = OurExtension.safeParse(asked.extensions?.[domain] ?? {});
  if (!extension.success) {
    const [issue] = extension.error.issues;
    const where = ["extensions", domain, ...(issue?.path ?? [])].map(String).join(".");
    return { refused: refuse({ title: `${where}: ${issue?.message ?? "cannot be read"}` }) };
  }
  for (const [at, url] of asked.status_callback_urls.entries()) {
    const why = callbackRefusal(url, context.privacy.callbackHosts);
    if (why !== undefined)
      return { refused: refuse({ title: `status_callback_urls.${at} ${why}.` }) };
  }
  const emails = asked.subject_identities.map(({ identity_value: value }) => ({
    type: "email" as const,
    value,
  }));
  const identifiers = normalised([...emails, ...extension.data.identities], context);
  if ("refused" in identifiers)
    return { refused: refuse({ title: "An identity is none of its type." }) };
  if (identifiers.all.length === 0) return { refused: refuse({ title: "No identity is named." }) };
  return { identifiers: identifiers.all, extension: extension.data };
}

export const statusForMachine: Route = {
  method: "GET",
  path: `${base}/requests/{id}`,
  roles: officers,
  summary: "OpenDSR 2.0, section 8: how a request goes.",
  refuse,
  answers: { ...answers, 200: OpenDsrStatus },
  // States and dates: nothing of whom the request is about.
  audit: "nothing personal",

  async handle({ path, caller }, context) {
    const stored = await readRequest(idOf(caller.subject, path["id"] ?? ""), context.store);
    if (stored === undefined) return unknown();
    const domain = processorDomain(context.publicBaseUrl);
    const told = { domain, now: context.now().toISOString(), times: context.privacy };
    return signed(200, statusView(stored.request, told), context);
  },
};

export const cancelByMachine: Route = {
  method: "DELETE",
  path: `${base}/requests/{id}`,
  roles: officers,
  summary: "OpenDSR 2.0, section 9: cancels a request while it is pending.",
  refuse,
  answers: { ...answers, 202: OpenDsrCancellation },
  audit: {
    kind: "decision",
    decision: () => "cancel",
    named: ({ path, caller }) => [idOf(caller.subject, path["id"] ?? "")],
  },

  async handle(call, context) {
    const { subject: controller } = call.caller;
    const number = call.path["id"] ?? "";
    const at = context.now().toISOString();
    const outcome = await move(
      idOf(controller, number),
      () => ({ kind: "cancel", reason: "Its controller cancelled it." }),
      { by: controller, at, store: context.store, privacy: context.privacy },
    );
    if (outcome.kind === "unknown") return unknown();
    if (outcome.kind === "busy") return tryAgain("Others are working on this request.");
    if (outcome.kind === "refused") {
      const status = statusOf(outcome);
      return refuse({ title: `It is ${status}, and can be cancelled while it is pending.` });
    }
    await restrict(outcome.stored.request.id, context);
    const cancelled = {
      controller_id: controller,
      subject_request_id: number,
      received_time: at,
      api_version: apiVersion,
    };
    return signed(202, { ...cancelled, ...proofOf(cancelled, context) }, context);
  },
};

const unknown = (): HttpResult => refuse({ title: "There is no such request of yours." });

type Signing = Pick<ApiContext, "store" | "publicBaseUrl">;

function signed(status: number, body: object, { store, publicBaseUrl }: Signing): HttpResult {
  const answer = json(status, body);
  const domain = processorDomain(publicBaseUrl);
  const signer = store.vault.processorSigner();
  const headers = signatureHeaders(answer.body ?? "", domain, signer);
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** A body cannot hold a signature of itself: it is signed as it is without it. */
const proofOf = (body: object, { store }: Signing) => ({
  processor_signature: store.vault.processorSigner().sign(JSON.stringify(body)),
});

/** Section 6: what is supported here, for whoever asks. */
export const discovery = (publicBaseUrl: string): HttpResult =>
  json(200, {
    api_version: apiVersion,
    supported_identities: supportedIdentities,
    supported_subject_request_types: ["erasure"],
    processor_certificate: `${publicBaseUrl}${certificatePath}`,
  });

/** Section 6.3: by which signatures are verified. It stands for itself until an authority's is installed. */
export function certificate({ privacy, ...signing }: Signing & Pick<ApiContext, "privacy">) {
  const { store, publicBaseUrl } = signing;
  const own = () => store.vault.processorSigner().certificate(processorDomain(publicBaseUrl));
  return pem(privacy.processorCertificate ?? own());
}

/** What an authority is asked to certify: the domain and the public key, no secret. */
export const certificateRequest = ({ store, publicBaseUrl }: Signing): HttpResult =>
  pem(store.vault.processorSigner().certificateRequest(processorDomain(publicBaseUrl)));

const pem = (body: string): HttpResult => ({
  statusCode: 200,
  headers: { "content-type": "application/x-pem-file" },
  body,
});
