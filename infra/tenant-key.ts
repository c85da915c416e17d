/** The tenant's own encryption key: whoever may not use it can read nothing of this tenant. */
import { Aws, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";

export interface TenantKeyProps {
  tenant: string;
  /** Of the stack whose log groups and alarms use the key: its name begins theirs. */
  appStackName: string;
  removalPolicy: RemovalPolicy;
}

/** The shortest and the longest wait that KMS offers before a deleted key is gone for good. */
const pendingDays = { destroy: 7, retain: 30 };

export class TenantKey extends Construct {
  readonly key: Key;

  constructor(
    scope: Construct,
    id: string,
    { tenant, appStackName, removalPolicy }: TenantKeyProps,
  ) {
    super(scope, id);
    const days = removalPolicy === RemovalPolicy.DESTROY ? pendingDays.destroy : pendingDays.retain;
    this.key = new Key(this, "Key", {
      // A fixed alias: secrets are put under this key before and between deployments.
      alias: `tributary-${tenant}`,
      description: `Everything of tenant ${tenant}: tables, parameters, logs, alarms`,
      enableKeyRotation: true,
      removalPolicy,
      pendingWindow: Duration.days(days),
    });
    this.key.addToResourcePolicy(logsMayEncrypt(Stack.of(this), appStackName));
    this.key.addToResourcePolicy(alarmsMayPublish(Stack.of(this), appStackName));
  }
}

/** Resource `*` in a key's policy means this key. docs.aws.amazon.com: encrypt-log-data-kms. */
function logsMayEncrypt(stack: Stack, appStackName: string): PolicyStatement {
  const groups = `${appStackName}-*`;
  return new PolicyStatement({
    sid: "LogsOfThisTenant",
    principals: [new ServicePrincipal(`logs.${stack.region}.${Aws.URL_SUFFIX}`)],
    actions: [
      "kms:Encrypt",
      "kms:Decrypt",
      "kms:ReEncryptFrom",
      "kms:ReEncryptTo",
      "kms:GenerateDataKey",
      "kms:GenerateDataKeyWithoutPlaintext",
      "kms:DescribeKey",
    ],
    resources: ["*"],
    conditions: {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": stack.formatArn({
          service: "logs",
          resource: `log-group:${groups}`,
        }),
      },
    },
  });
}

/** The alarms' topic is encrypted, so that CloudWatch needs the key to publish. */
function alarmsMayPublish(stack: Stack, appStackName: string): PolicyStatement {
  return new PolicyStatement({
    sid: "AlarmsOfThisTenant",
    principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    resources: ["*"],
    conditions: {
      StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID },
      ArnLike: {
        "aws:SourceArn": stack.formatArn({
          service: "cloudwatch",
          resource: `alarm:${appStackName}-*`,
        }),
      },
    },
  });
}
