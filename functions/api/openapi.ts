/** The contract of the staff API, generated from the schemas that check it. */
import * as z from "zod";
import type { Route } from "./route.ts";
import { routes } from "./routes.ts";
import { Health, ProblemView, Unauthorized } from "./schemas.ts";

const reasons: Record<number, string> = {
  200: "Done.",
  201: "Made.",
  202: "Decided; it is being carried out.",
  308: "It moved: follow `location`.",
  400: "The request cannot be read.",
  401: "Not signed in, or without a role.",
  403: "Not for this role.",
  404: "There is none.",
  409: "Not possible as things are.",
  410: "It is gone for good.",
  413: "The body is too large.",
  503: "Somebody concerned is being worked on, or the audit cannot be written: try again.",
};

/** OpenAPI 3.1: its schemas are JSON Schema, so nothing is translated twice. */
export function openApi(): object {
  const paths: Record<string, Record<string, object>> = {
    "/health": {
      get: { summary: "Liveness.", security: [], responses: { 200: responseOf(200, Health) } },
    },
  };
  for (const route of routes) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: "3.1.0",
    info: { title: "Tributary staff API", version: "1" },
    security: [{ staff: [] }],
    components: {
      securitySchemes: { staff: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
    },
    paths,
  };
}

function operationOf(route: Route): object {
  const answers = { ...route.answers, 401: Unauthorized, 403: ProblemView };
  return {
    summary: route.summary,
    description: `Roles: ${route.roles.join(", ")}.`,
    "x-roles": route.roles,
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...(route.body && {
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: schemaOf(route.body, "input"),
            ...(route.example !== undefined && { example: route.example }),
          },
        },
      },
    }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, schema]) => [
        status,
        responseOf(Number(status), schema),
      ]),
    ),
  };
}

function pathParameters({ path }: Route): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters({ query }: Route): object[] {
  const schema = query && schemaOf(query, "input");
  return Object.entries(schema?.properties ?? {}).map(([name, property]) => ({
    name,
    in: "query",
    required: schema?.required?.includes(name) ?? false,
    schema: property,
  }));
}

function responseOf(status: number, schema: z.ZodType): object {
  const isProblem = schema === ProblemView;
  const mediaType = isProblem ? "application/problem+json" : "application/json";
  return {
    description: reasons[status] ?? "",
    content: { [mediaType]: { schema: schemaOf(schema, "output") } },
  };
}

function schemaOf(schema: z.ZodType, io: "input" | "output") {
  const { $schema: _dialect, ...body } = z.toJSONSchema(schema, { io, reused: "inline" });
  return body;
}
