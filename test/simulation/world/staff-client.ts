/** A member of staff at the real API: asks, and remembers whatever an answer promises. */
import * as z from "zod";
import { createApi } from "#functions/api/handler.ts";
import { personId } from "#shared/domain/identity/person-id.ts";
import type { HttpEvent } from "#shared/lambda/http.ts";
import type { Log } from "#shared/lambda/log.ts";
import { findRoute } from "#functions/api/routes.ts";
import { privacy } from "#test/fixtures/events.ts";
import { count, type History, type Order } from "./history.ts";
import type { Machine } from "./machine.ts";
import type { Services } from "./services.ts";

export interface StaffContext {
  services: Services;
  machine: Machine;
  history: History;
  log: Log;
  /** Default: a steward. */
  role?: "admin";
}

const Promised = z.object({
  decision: z.string().optional(),
  decisions: z.array(z.string()).optional(),
  people: z.array(z.string()).optional(),
  person: z.string().optional(),
  event: z.string().optional(),
  settlement: z.string().optional(),
  status: z.string().optional(),
});
export type Promised = z.infer<typeof Promised>;

/** What a command does to decisions; which one, where that is known before. */
type Ordered = Pick<Order, "kind"> & Partial<Pick<Order, "decision">>;

/** A member of staff gives up after so many times, and takes so long until the next. */
const attemptsMax = 3;
const againMsMax = 2_000;
const comingMs = [4_000, 16_000, 64_000];

export type StaffClient = ReturnType<typeof openClient>;

export function openClient({ services, machine, history, log, role }: StaffContext) {
  const { store, queues, urls, policy } = services;
  const { random } = machine;
  // Of whole seconds, as some are: so two decide at the same moment.
  const now = () => new Date(Math.floor(machine.clock.now().getTime() / 1_000) * 1_000);
  const handler = createApi({
    tenant: { policy, privacy, channels: { website: {} }, retention: { quarantineDays: 30 } },
    store: async () => store,
    queue: { client: queues, url: urls.events },
    candidates: { client: queues, url: urls.candidates },
    publicBaseUrl: "https://hooks.test",
    now,
    newId: () => personId(now().getTime(), random.bytes(10)),
    jitter: random.next,
    log,
  });

  const ask = async (method: "GET" | "POST", path: string, body?: unknown) => {
    const [rawPath = "", rawQueryString = ""] = path.split("?");
    const claims = { role: role ?? "steward", sub: machine.name };
    const event: HttpEvent = {
      routeKey: path,
      rawPath,
      rawQueryString,
      headers: { "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      isBase64Encoded: false,
      requestContext: { http: { method }, authorizer: { jwt: { claims } } },
    };
    const wasWell = services.areWell();
    const { statusCode: status = 0, body: text = "null" } = await handler(event, {} as never);
    if (wasWell && text.includes("cannot be written to the audit")) {
      history.broken.push({ promise: "Live", what: `${method} ${rawPath} cannot be audited` });
    }
    count(history.happened, `staff: ${status}`);
    const found = findRoute(method, rawPath);
    const schema = found.kind === "found" ? found.route.answers[status] : undefined;
    if (status < 300 && schema?.safeParse(JSON.parse(text)).success !== true) {
      const what = `${method} ${rawPath} answers what it does not declare: ${text}`;
      history.broken.push({ promise: "Live", what });
    }
    if (status >= 500 && status !== 503 && wasWell) {
      history.broken.push({ promise: "Live", what: `${method} ${rawPath} answers ${status}` });
    }
    if (status < 300 && method === "POST") history.audited.deciding += 1;
    if (status < 300 && rawPath.startsWith("/v1/people/")) {
      history.audited.read += method === "GET" ? 1 : 0;
    }
    return { status, body: JSON.parse(text) as unknown };
  };

  const turn = (): number => services.scheduler.trace.length();
  const give = ({ kind, decision }: Ordered): Order => {
    const order = { kind, decision, askedAt: turn(), doneAt: Infinity, isTold: false };
    history.orders.add(order);
    return order;
  };
  /** It was answered: refused, done, or on its way. */
  const close = (order: Order, promised: Promised | undefined): void => {
    const { decision, decisions: [judged] = [], settlement } = promised ?? {};
    order.decision ??= decision ?? judged;
    order.isTold = true;
    if (settlement === undefined) order.doneAt = turn();
    const changesNothing = order.kind === "decide" && order.decision === undefined;
    if (promised === undefined || changesNothing) history.orders.delete(order);
  };

  /** Where nobody can say whether it was done, it is asked for once more. */
  const insist = async (path: string, body?: unknown, ordered?: Ordered) => {
    for (let attempt = 1; ; attempt++) {
      const order = ordered && give(ordered);
      const { status, body: answered } = await ask("POST", path, body);
      const promised = status < 300 ? Promised.parse(answered) : undefined;
      if (order && status < 500) close(order, promised);
      if (status < 500 || attempt === attemptsMax) return promised;
      await services.scheduler.sleep(random.integer(againMsMax), "asks again");
    }
  };

  const whereIs = async (event: string) => {
    // While an answer is on its way somebody else may be told more.
    const wasLinked = history.linked.has(event);
    const answer = await ask("GET", `/v1/events/${event}`);
    if (answer.status === 404 && wasLinked) {
      const what = `${event} was linked, and now it is unknown`;
      history.broken.push({ promise: "Accounted for", what });
    }
    return answer;
  };

  return {
    /** Undefined where the answer is anything but a plain yes. */
    async read<Schema extends z.ZodType>(
      path: string,
      schema: Schema,
    ): Promise<z.output<Schema> | undefined> {
      const { status, body } = await ask("GET", path);
      return status === 200 ? schema.parse(body) : undefined;
    },
    /** Throws where the answer is anything but a plain yes. */
    async operate<Schema extends z.ZodType>(
      path: string,
      schema: Schema,
    ): Promise<z.output<Schema>> {
      const { status, body } = await ask("POST", path);
      if (status !== 200) throw new Error(`POST ${path} answers ${status}`);
      return schema.parse(body);
    },
    status: async (path: string): Promise<number> => (await ask("GET", path)).status,
    /** Asks for something to be done; what is promised must be so in the end. */
    async command(path: string, body?: unknown, ordered?: Ordered): Promise<Promised | undefined> {
      const promised = await insist(path, body, ordered);
      if (promised === undefined) return undefined;
      const { settlement, people = [], person } = promised;
      if (settlement !== undefined) history.settlements.add(settlement);
      for (const id of [person, ...people]) if (id !== undefined) history.people.add(id);
      return promised;
    },
    /** Whether a decision stands no longer; undefined where it cannot be taken back: it is about nobody. */
    async revoke(decision: string): Promise<boolean | undefined> {
      const order = give({ kind: "take back", decision });
      const { status, body } = await ask("POST", `/v1/decisions/${decision}/revoke`);
      const promised = status < 300 ? Promised.parse(body) : undefined;
      if (status < 500) close(order, promised);
      if (promised?.settlement !== undefined) history.settlements.add(promised.settlement);
      return status === 409 ? undefined : promised !== undefined;
    },
    /** Whose an event is; what was linked once stays so. What has not come yet is waited for, for a while. */
    async personOf(event: string): Promise<string | undefined> {
      let { status, body } = await whereIs(event);
      for (const ms of comingMs) {
        if (status === 200) break;
        await services.scheduler.sleep(random.integer(ms), "waits for an event");
        ({ status, body } = await whereIs(event));
      }
      const { person } = status === 200 ? Promised.parse(body) : {};
      if (person === undefined) return undefined;
      history.linked.add(event);
      history.people.add(person);
      return person;
    },
  };
}
