/** Two officers and somebody who asks to be erased. */
import type { RequestView } from "#shared/domain/privacy/view.ts";
import { RequestView as View } from "#shared/domain/privacy/view.ts";
import type { ApiStore } from "#functions/api/route.ts";
import { readRoots } from "#shared/stores/people.ts";
import { deliver } from "#test/fixtures/deliver.ts";
import { email, emailOf, eventIdOf, eventOf, phone, phoneOf } from "#test/fixtures/events.ts";
import { type Asked, startApi } from "./staff.ts";

export const ann: Asked = { role: "compliance", sub: "ann" };
export const eve: Asked = { role: "compliance", sub: "eve" };

export const confirmation = {
  method: "document",
  evidence: "CASE-1",
  outcome: "confirmed",
} as const;

/** The last part of its address, what is sent there, and who sends it. */
export type StepAsked = [name: string, body?: unknown, by?: Asked];

let serial = 20_000;

export function openDesk(store: ApiStore) {
  const api = startApi(store);

  /** Somebody with a phone and an e-mail of their own. */
  async function somebody(said: Parameters<typeof eventOf>[1] = {}) {
    serial += 1;
    const [own, mail] = [phone(phoneOf(serial)), email(emailOf(serial))];
    const event = eventOf(serial, { identifiers: [own, mail], ...said });
    const { people } = await deliver(store, event);
    const id = people[0]?.id ?? "";
    return { id, event: eventIdOf(serial), phone: own.value, email: mail.value };
  }

  async function post(path: string, body: unknown, by: Asked = ann): Promise<RequestView> {
    const answered = await api.post(path, body, by);
    if (answered.status > 201) throw new Error(`${path}: ${answered.text}`);
    return View.parse(answered.body);
  }
  const file = (email: string, more: object = {}) =>
    post("/v1/requests", { identifiers: [{ type: "email", value: email }], ...more });
  const step = (id: string, ...[name, body, by]: StepAsked) =>
    post(`/v1/requests/${id}/${name}`, body, by);
  const read = async (id: string, by: Asked = ann) =>
    View.parse((await api.get(`/v1/requests/${id}`, by)).body);

  /** The requests that restrict a person. */
  async function restrictedBy(personId: string): Promise<readonly string[] | undefined> {
    return (await readRoots([personId], store)).get(personId)?.person.restrictedBy;
  }

  /** Filed by Ann about one person, her identity confirmed, looked at. */
  async function previewed() {
    const person = await somebody();
    const { id } = await file(person.email);
    await step(id, "identity", confirmation);
    const seen = await step(id, "preview");
    return { id, person, roots: rootsIn(seen) };
  }
  return { api, restrictedBy, somebody, post, file, step, read, previewed };
}

export const rootsIn = ({ preview }: RequestView) =>
  (preview?.people ?? []).map(({ id, shapeVersion }) => ({ id, shapeVersion }));
