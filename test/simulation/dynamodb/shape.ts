/** What tables look like, as the template says it. */
import * as z from "zod";
import type { LocalTable } from "#infra/local/deployment.ts";

export interface KeyShape {
  partition: string;
  sort?: string | undefined;
}

export interface IndexShape {
  name: string;
  key: KeyShape;
  /** Attributes beside the keys, or all. */
  projected: "all" | ReadonlySet<string>;
}

export interface TableShape {
  name: string;
  key: KeyShape;
  indexes: readonly IndexShape[];
}

const Keys = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }));
/** All keys are texts here. */
const Texts = z.array(z.object({ AttributeName: z.string(), AttributeType: z.literal("S") }));
const Projection = z.object({
  ProjectionType: z.enum(["KEYS_ONLY", "INCLUDE", "ALL"]),
  NonKeyAttributes: z.array(z.string()).default([]),
});

/** Throws a `ZodError` where the template has what is not simulated. */
export function shapeOf(table: LocalTable): TableShape {
  Texts.parse(table.AttributeDefinitions);
  return {
    name: table.name,
    key: keyShapeOf(table.KeySchema),
    indexes: table.GlobalSecondaryIndexes.map(
      ({ IndexName, KeySchema, Projection: projection }) => {
        const { ProjectionType, NonKeyAttributes } = Projection.parse(projection);
        return {
          name: IndexName,
          key: keyShapeOf(KeySchema),
          projected: ProjectionType === "ALL" ? "all" : new Set(NonKeyAttributes),
        };
      },
    ),
  };
}

function keyShapeOf(schema: unknown): KeyShape {
  const keys = Keys.parse(schema);
  const named = (type: "HASH" | "RANGE") =>
    keys.find(({ KeyType }) => KeyType === type)?.AttributeName;
  return { partition: z.string().parse(named("HASH")), sort: named("RANGE") };
}
