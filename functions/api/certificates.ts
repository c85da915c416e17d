/** The certificate of an erasure: as it was signed, to be kept by whoever asked for it. */
import { Certificate } from "#shared/domain/privacy/certificate.ts";
import { json, problem } from "#shared/lambda/http.ts";
import { readCertificate } from "#shared/stores/privacy/certificates.ts";
import { readers } from "./request-view.ts";
import type { Route } from "./route.ts";
import { ProblemView } from "./schemas.ts";

export const readOneCertificate: Route = {
  method: "GET",
  path: "/v1/requests/{id}/certificate",
  roles: readers,
  summary: "The signed certificate: counts, verification, and until when copies may lie elsewhere.",
  answers: { 200: Certificate, 404: ProblemView, 503: ProblemView },
  audit: "nothing personal",

  async handle({ path }, { store }) {
    const certificate = await readCertificate(path["id"] ?? "", store);
    if (certificate !== undefined) return json(200, certificate);
    const detail = "It is issued when the erasure is completed: the request says how far it is.";
    return problem({ status: 404, title: "There is no certificate.", detail });
  },
};
