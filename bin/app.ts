/** What `npx cdk` runs: every tenant, or one of them with `-c tenant=acme`. */
import { createApp } from "#infra/app.ts";
import { checkApp } from "#infra/checks.ts";

const app = await createApp();
checkApp(app);
app.synth();
