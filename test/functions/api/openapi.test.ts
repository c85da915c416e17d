import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { openApi } from "#functions/api/openapi.ts";
import { roles } from "#shared/domain/staff.ts";
import { routes } from "#functions/api/routes.ts";
import { quarantine } from "#shared/stores/quarantine.ts";
import { deliver } from "#test/fixtures/deliver.ts";
import { eventOf, phone } from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { startApi } from "./staff.ts";

const Schema = z.looseObject({});
const MediaTypes = z.partialRecord(
  z.enum(["application/json", "application/problem+json"]),
  z.strictObject({ schema: Schema, example: z.unknown().optional() }),
);
const Operation = z.strictObject({
  summary: z.string().min(3),
  description: z.string().optional(),
  "x-roles": z.array(z.enum(roles)).min(1).optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        in: z.enum(["path", "query"]),
        required: z.boolean(),
        schema: Schema,
      }),
    )
    .optional(),
  requestBody: z.strictObject({ required: z.literal(true), content: MediaTypes }).optional(),
  responses: z.record(
    z.string().regex(/^[2-5]\d\d$/),
    z.strictObject({ description: z.string().min(3), content: MediaTypes }),
  ),
});
/** What OpenAPI 3.1 demands of the parts that we use, and nothing beside them. */
const Contract = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.strictObject({ title: z.string().min(1), version: z.string().min(1) }),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  components: z.strictObject({
    securitySchemes: z.record(
      z.string(),
      z.strictObject({
        type: z.literal("http"),
        scheme: z.literal("bearer"),
        bearerFormat: z.string(),
      }),
    ),
  }),
  paths: z.record(
    z.string().regex(/^\/[\w./{}-]*$/),
    z.partialRecord(z.enum(["get", "post", "delete"]), Operation),
  ),
});

/** As it goes over the wire. */
const sent: unknown = JSON.parse(JSON.stringify(openApi()));
const contract = Contract.parse(sent);
const operations = Object.entries(contract.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path,
    method: method.toUpperCase(),
    operation,
  })),
);

/** Every value that stands under a name, at any depth. */
function* under(name: string, value: unknown): Generator {
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (key === name) yield member;
    yield* under(name, member);
  }
}

describe("the contract", () => {
  it("has every route, and beside them only the address that says that we live", () => {
    const described = operations.map(({ path, method }) => `${method} ${path}`);
    const served = routes.map(({ path, method }) => `${method} ${path}`);
    expect(described.toSorted()).toEqual(["GET /health", ...served].sort());
  });

  it("refers to nothing that is not there", () => {
    for (const reference of under("$ref", sent)) {
      const steps = String(reference).split("/");
      expect(steps.shift()).toBe("#");
      const target = steps.reduce<unknown>((at, step) => Object(at)[step], sent);
      expect(target, String(reference)).toBeDefined();
    }
    expect([...under("$schema", sent)]).toEqual([]);
  });

  it("names a scheme for whoever has to sign in, and everybody but the liveness check has to", () => {
    for (const requirement of contract.security) {
      for (const name of Object.keys(requirement)) {
        expect(Object.keys(contract.components.securitySchemes)).toContain(name);
      }
    }
    const open = operations.filter(({ operation }) => operation.security?.length === 0);
    expect(open.map(({ path }) => path)).toEqual(["/health"]);
  });

  it.each(operations)(
    "$method $path declares the parameters of its path, and each once",
    ({ path, operation }) => {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = operation.parameters ?? [];
      expect(
        declared.filter((parameter) => parameter.in === "path").map(({ name }) => name),
      ).toEqual(inPath);
      for (const parameter of declared) expect(parameter.required).toBe(parameter.in === "path");
      expect(new Set(declared.map(({ name }) => name)).size).toBe(declared.length);
    },
  );

  it.each(operations)("$method $path says what its answers hold", ({ path, operation }) => {
    expect(Object.keys(operation.responses).join()).toMatch(/20[012]/);
    for (const [status, { content }] of Object.entries(operation.responses)) {
      const isError = status === "400" && path.startsWith("/opendsr/");
      const isJson = Number(status) < 300 || status === "401" || isError;
      const mediaType = isJson ? "application/json" : "application/problem+json";
      expect(Object.keys(content)).toEqual([mediaType]);
      expect(content[mediaType]?.schema).toMatchObject({ type: "object" });
    }
    if (path === "/health") return;
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(["401", "403"]));
    expect(operation.description).toBe(`Roles: ${operation["x-roles"]?.join(", ")}.`);
  });

  it.each(operations.filter(({ operation }) => operation.requestBody !== undefined))(
    "$method $path can be refused for its body, and has an example that its own schema takes",
    ({ path, method, operation }) => {
      const example = operation.requestBody?.content["application/json"]?.example;
      expect(Object.keys(operation.responses)).toContain("400");
      const route = routes.find((each) => each.path === path && each.method === method);
      expect(route?.body?.safeParse(example).success).toBe(true);
      expect(route?.body?.safeParse({}).success).toBe(false);
    },
  );

  it("does not change while it is being read", () => {
    expect(JSON.stringify(openApi())).toBe(JSON.stringify(sent));
  });
});

describe("the examples of the contract", () => {
  let stores: TestStores;
  beforeAll(async () => {
    stores = await startStores();
  });
  afterAll(() => stores.stop());

  const exampleOf = (path: string): unknown =>
    contract.paths[path]?.post?.requestBody?.content["application/json"]?.example;

  it("find whom they look for", async () => {
    const said = eventOf(1, { identifiers: [phone("+8613912345678")] });
    const { people } = await deliver(stores.store, said);
    const { status, body } = await startApi(stores.store).post(
      "/v1/people/search",
      exampleOf("/v1/people/search"),
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ people: [{ id: people[0]?.id }] });
  });

  it("replay what they decide about", async () => {
    const id = await quarantine(
      {
        channel: "website",
        reason: "odd",
        at: "2026-03-01T08:00:00.000Z",
        fingerprint: "1",
        content: { kind: "event", event: eventOf(2) },
      },
      stores.store,
    );
    const { status, body } = await startApi(stores.store).post(
      `/v1/reviews/${id}`,
      exampleOf("/v1/reviews/{id}"),
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: "replayed", events: [eventOf(2).id] });
  });

  it("correct a field; merges and splits name nobody there is, and say so", async () => {
    const { people } = await deliver(
      stores.store,
      eventOf(3, { identifiers: [phone("+8613941700039")] }),
    );
    const api = startApi(stores.store);
    const example = exampleOf("/v1/people/{id}/corrections");
    const path = `/v1/people/${people[0]?.id ?? ""}`;
    expect((await api.post(`${path}/corrections`, example)).status).toBe(200);
    expect((await api.post("/v1/merges", exampleOf("/v1/merges"))).status).toBe(404);
    const split = await api.post(`${path}/split`, exampleOf("/v1/people/{id}/split"));
    expect(split.status).toBe(409);
  });

  it("file a request, find it, and bring it as far as one officer can; a hold keeps what it names", async () => {
    const api = startApi(stores.store);
    const officer = { role: "compliance" as const };
    const filed = await api.post("/v1/requests", exampleOf("/v1/requests"), officer);
    expect(filed.status).toBe(201);
    const { id } = z.object({ id: z.string() }).parse(filed.body);
    const found = await api.post("/v1/requests/search", exampleOf("/v1/requests/search"), officer);
    expect(found.body).toMatchObject({ requests: [{ id }] });
    const step = async (name: string) => {
      const example = exampleOf(`/v1/requests/{id}/${name}`);
      return (await api.post(`/v1/requests/${id}/${name}`, example, officer)).status;
    };
    const possible = ["identity", "extend", "hold", "cancel"];
    for (const name of possible) expect([name, await step(name)]).toEqual([name, 200]);
    // They name a person whom nobody knows, or come too late.
    for (const name of ["choose", "approve", "deny"]) expect(await step(name)).toBe(409);
    for (const path of ["/v1/holds", "/opendsr/v2/requests"]) {
      expect((await api.post(path, exampleOf(path), officer)).status).toBe(201);
    }
  });

  it("are all of these: a new one needs a proof of its own", () => {
    const withBody = operations.filter(({ operation }) => operation.requestBody !== undefined);
    expect(withBody.map(({ path }) => path).sort()).toEqual([
      "/opendsr/v2/requests",
      "/v1/holds",
      "/v1/merges",
      "/v1/people/search",
      "/v1/people/{id}/corrections",
      "/v1/people/{id}/split",
      "/v1/quality/alerts/{id}",
      "/v1/requests",
      "/v1/requests/search",
      "/v1/requests/{id}/approve",
      "/v1/requests/{id}/cancel",
      "/v1/requests/{id}/choose",
      "/v1/requests/{id}/deny",
      "/v1/requests/{id}/extend",
      "/v1/requests/{id}/hold",
      "/v1/requests/{id}/identity",
      "/v1/reviews/{id}",
    ]);
  });
});
