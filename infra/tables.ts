/** The tenant's tables: on demand with a ceiling, under the tenant's key, recoverable to the second. */
import { RemovalPolicy } from "aws-cdk-lib";
import {
  type Attribute,
  AttributeType,
  BillingMode,
  ProjectionType,
  Table,
  TableEncryption,
} from "aws-cdk-lib/aws-dynamodb";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import { keysRecoveryDays } from "#shared/domain/privacy/certificate.ts";
import { eventsByPerson, requestsByDue, reviewsByKind } from "#shared/stores/tables.ts";
import { timeToLive } from "#shared/stores/time-to-live.ts";

export interface TablesProps {
  key: IKey;
  removalPolicy: RemovalPolicy;
  writeUnitsMax: number;
  readUnitsMax: number;
}

/** The longest that DynamoDB offers. */
const recoveryDays = 35;

interface Shape {
  partitionKey: string;
  sortKey?: string;
  /** Some of its rows delete themselves. */
  expires?: boolean;
  recoveryPeriodInDays?: number;
}

export class Tables extends Construct {
  /** Identifier → its owner, and the edges of links that were refused; who shares a composite key. */
  readonly index: Table;
  /** One row an event: also its deduplication marker. */
  readonly events: Table;
  readonly people: Table;
  /** One wrapped data key a person, and one a day of quarantine. Losing it is losing the data. */
  readonly keys: Table;
  /** What waits for a human, quarantined deliveries included. */
  readonly reviews: Table;
  /** Who saw or decided what: chains of rows that are written once. */
  readonly audit: Table;
  /** Requests of data subjects, what holds them up, and the ledger of what was erased. */
  readonly privacy: Table;
  /** Counters a day, source and shard, without any data of anybody. */
  readonly quality: Table;

  private readonly props: TablesProps;

  constructor(scope: Construct, id: string, props: TablesProps) {
    super(scope, id);
    this.props = props;
    this.index = this.table("Index", { partitionKey: "k", sortKey: "s", expires: true });
    this.events = this.table("Events", { partitionKey: "k", expires: true });
    this.people = this.table("People", { partitionKey: "id" });
    this.keys = this.table("Keys", {
      partitionKey: "id",
      // Destroying a person's key makes older copies of their data unreadable: after this, for good.
      recoveryPeriodInDays: keysRecoveryDays,
    });
    this.reviews = this.table("Reviews", { partitionKey: "id" });
    this.audit = this.table("Audit", { partitionKey: "chain", sortKey: "seq" });
    this.privacy = this.table("Privacy", { partitionKey: "k", sortKey: "s", expires: true });
    this.quality = this.table("Quality", { partitionKey: "day", sortKey: "source", expires: true });

    this.events.addGlobalSecondaryIndex({
      ...this.throughput(),
      indexName: eventsByPerson,
      partitionKey: text("p"),
      sortKey: text("at"),
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.privacy.addGlobalSecondaryIndex({
      ...this.throughput(),
      indexName: requestsByDue,
      partitionKey: text("list"),
      sortKey: text("due"),
      // What a list shows; the sealed content stays in the table alone.
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...listedOfRequests, ...listedOfHolds],
    });
    this.reviews.addGlobalSecondaryIndex({
      ...this.throughput(),
      indexName: reviewsByKind,
      partitionKey: text("kind"),
      sortKey: text("at"),
      // What a list shows; the sealed content stays in the table alone.
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [
        "status",
        "channel",
        "reason",
        "active",
        "identifierKey",
        "people",
        "score",
        "dueAt",
      ],
    });
  }

  private table(id: string, shape: Shape): Table {
    const { partitionKey, sortKey, expires, recoveryPeriodInDays = recoveryDays } = shape;
    const { key, removalPolicy } = this.props;
    return new Table(this, id, {
      ...this.throughput(),
      partitionKey: text(partitionKey),
      ...(sortKey !== undefined && { sortKey: text(sortKey) }),
      ...(expires && { timeToLiveAttribute: timeToLive }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays },
      removalPolicy,
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
    });
  }

  private throughput() {
    const { writeUnitsMax, readUnitsMax } = this.props;
    return { maxWriteRequestUnits: writeUnitsMax, maxReadRequestUnits: readUnitsMax };
  }
}

/** What a list shows; identities, and the key of nothing, stay in the table alone. */
const listedOfRequests = [
  "id",
  "type",
  "state",
  "filedBy",
  "channel",
  "submittedAt",
  "receivedAt",
  "endedAt",
  "reference",
  "laws",
  "pauses",
  "extensions",
  "escalated",
];
const listedOfHolds = ["ground", "by", "at", "until", "counts", "lifted"];

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });
