/** What staff and their tools call: `/v1` with a token, and the two routes that anybody may read. */
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { requestsByDue, reviewsByKind } from "#shared/stores/tables.ts";
import { deployFunction, type TenantDeployment } from "./deployed-function.ts";
import type { HttpFront } from "./http-front.ts";
import { tenantLogGroup } from "./log-group.ts";
import { engineAccess } from "./engine-access.ts";
import { sourceName } from "./sources.ts";
import type { TableAccess } from "./permissions.ts";
import { tableNames } from "./table-names.ts";
import type { Tables } from "./tables.ts";
import { timeoutSeconds } from "./timeouts.ts";

const memoryMb = 512;

/** Rows are written and replaced; a task goes when it is done. */
const privacyAccess = ({ privacy }: Tables): TableAccess[] => [
  {
    table: privacy,
    actions: ["GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"],
  },
  { table: privacy, index: requestsByDue, actions: ["Query"] },
];

export class StaffApi extends Construct {
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
    this.logGroup = tenantLogGroup(this, "Logs", { tenant, key });
    this.function = deployFunction(this, deployment, {
      description: `Answers the staff of ${tenant.tenant}`,
      source: sourceName(tenant.tenant, "api"),
      logGroup: this.logGroup,
      memoryMb,
      timeoutSeconds: timeoutSeconds.api,
      environment: {
        EVENTS_QUEUE_URL: queues.events.queueUrl,
        CANDIDATES_QUEUE_URL: queues.candidates.queueUrl,
        ...tableNames(tables),
        AUDIT_TABLE: tables.audit.tableName,
        QUALITY_TABLE: tables.quality.tableName,
        PUBLIC_BASE_URL: front.publicBaseUrl,
      },
      parameters: [
        "keys/queue",
        "keys/person",
        "keys/index",
        "keys/event",
        "keys/quarantine",
        "keys/opendsr",
      ],
      tables: [
        ...engineAccess(tables),
        { table: tables.reviews, index: reviewsByKind, actions: ["Query"] },
        { table: tables.audit, actions: ["Query", "PutItem"] },
        { table: tables.quality, actions: ["GetItem", "Query", "PutItem"] },
        ...privacyAccess(tables),
      ],
      queues: [
        { queue: queues.events, actions: ["SendMessage"] },
        { queue: queues.candidates, actions: ["SendMessage"] },
      ],
    });
    this.routeStaff(front);
    this.routeMachines(front);
  }

  private routeStaff(front: HttpFront): void {
    front.route(this, "Staff", {
      function: this.function,
      methods: ["GET", "POST"],
      path: "/v1/{proxy+}",
      access: "signed in",
    });
    front.route(this, "Health", {
      function: this.function,
      methods: ["GET"],
      path: "/health",
      access: { publicBecause: "Liveness for monitors without credentials: it reads no data." },
    });
    front.route(this, "Contract", {
      function: this.function,
      methods: ["GET"],
      path: "/openapi.json",
      access: { publicBecause: "The contract of the API is public: it holds no tenant's data." },
    });
  }

  /** OpenDSR 2.0: what machines of other controllers file and follow. */
  private routeMachines(front: HttpFront): void {
    front.route(this, "OpenDsr", {
      function: this.function,
      methods: ["GET", "POST", "DELETE"],
      path: "/opendsr/v2/{proxy+}",
      access: "signed in",
    });
    front.route(this, "OpenDsrDiscovery", {
      function: this.function,
      methods: ["GET"],
      path: "/opendsr/v2/discovery",
      access: { publicBecause: "What is supported is told to whoever asks: it holds no data." },
    });
    for (const [id, file] of [
      ["OpenDsrCertificate", "certificate"],
      ["OpenDsrCertificateRequest", "certificate-request"],
    ] as const) {
      front.route(this, id, {
        function: this.function,
        methods: ["GET"],
        path: `/opendsr/v2/${file}.pem`,
        access: { publicBecause: "A public key and a domain, so that signatures can be verified." },
      });
    }
  }
}
