/** Every five minutes: carries out what was approved, and says when it grows late. */
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { requestsByDue, reviewsByKind } from "#shared/stores/tables.ts";
import { deployFunction, type TenantDeployment } from "./deployed-function.ts";
import { engineAccess } from "./engine-access.ts";
import type { HttpFront } from "./http-front.ts";
import { tenantLogGroup } from "./log-group.ts";
import { runBySchedule } from "./schedule.ts";
import { sourceName } from "./sources.ts";
import { tableNames } from "./table-names.ts";
import { timeoutSeconds } from "./timeouts.ts";

const memoryMb = 1024;
/** The next run is near. */
const retriesMax = 0;

export class Erasure extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(
    scope: Construct,
    id: string,
    { deployment, front }: { deployment: TenantDeployment; front: HttpFront },
  ) {
    super(scope, id);
    const { tenant, data } = deployment;
    const { tables, queues, key } = data;
    const description = `Erases whom approved requests of ${tenant.tenant} are about`;
    this.logGroup = tenantLogGroup(this, "Logs", { tenant, key });
    this.function = deployFunction(this, deployment, {
      description,
      source: sourceName(tenant.tenant, "erasure"),
      logGroup: this.logGroup,
      memoryMb,
      timeoutSeconds: timeoutSeconds.erasure,
      environment: {
        CANDIDATES_QUEUE_URL: queues.candidates.queueUrl,
        ...tableNames(tables),
        AUDIT_TABLE: tables.audit.tableName,
        PUBLIC_BASE_URL: front.publicBaseUrl,
      },
      parameters: ["keys/person", "keys/index", "keys/event", "keys/certificate", "keys/opendsr"],
      tables: [
        ...engineAccess(tables),
        // What a person has left in the lane of duplicates is looked for at the end.
        { table: tables.index, actions: ["GetItem"] },
        {
          table: tables.privacy,
          actions: ["GetItem", "BatchGetItem", "Query", "PutItem", "DeleteItem"],
        },
        // Settlements that nobody takes up.
        { table: tables.reviews, index: reviewsByKind, actions: ["Query"] },
        // Whose data is too old to be kept, no index tells: once a day it goes through all, page by page.
        ...(tenant.retention.inactiveDays === undefined
          ? []
          : [{ table: tables.people, actions: ["Scan"] as const }]),
        { table: tables.audit, actions: ["Query", "PutItem"] },
        { table: tables.privacy, index: requestsByDue, actions: ["Query"] },
      ],
      queues: [{ queue: queues.candidates, actions: ["SendMessage"] }],
    });
    runBySchedule(this, "EveryFiveMinutes", {
      description,
      target: this.function,
      expression: "rate(5 minutes)",
      retriesMax,
    });
  }
}
