/** The AWS Solutions rules and the data map: what nobody has explained stops the synthesis. */
import { type App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { dataMapCheck } from "./data-map/check.ts";

export function checkApp(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }), dataMapCheck(app));
}
