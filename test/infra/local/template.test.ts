/** References of a template, followed as CloudFormation would; what nothing stands for is told. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readTemplates, type Templates } from "#infra/local/template.ts";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";

const data = {
  Resources: {
    Queue: { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: 60 } },
    Bare: { Type: "AWS::SNS::Topic" },
  },
  Outputs: {
    QueueArn: {
      Value: { "Fn::GetAtt": ["Queue", "Arn"] },
      Export: { Name: { "Fn::Join": ["-", ["shared", "queue"]] } },
    },
    Unshared: { Value: "nobody imports this" },
  },
};
const app = { Resources: { Queue: { Type: "AWS::SQS::Queue", Properties: {} } } };
const assets = { files: { abc: { source: { path: "bundles/abc", packaging: "zip" } } } };

function read(): Templates & { folder: string } {
  const folder = temporaryFolder();
  const write = (name: string, content: object) =>
    writeFileSync(join(folder, name), JSON.stringify(content));
  write("data.template.json", data);
  write("data.assets.json", { files: {} });
  write("app.template.json", app);
  write("app.assets.json", assets);
  const templates = readTemplates({
    folder,
    stacks: ["data", "app"],
    region: "eu-central-1",
    attribute: ({ name, type }, attribute) =>
      type === "AWS::SQS::Queue" ? `${name}!${attribute}` : undefined,
  });
  return { ...templates, folder };
}

describe("a reference", () => {
  test.each([
    ["Ref", { Ref: "Queue" }, "data/Queue!Ref"],
    ["Fn::GetAtt", { "Fn::GetAtt": ["Queue", "Arn"] }, "data/Queue!Arn"],
    ["Fn::Join", { "Fn::Join": ["/", ["a", { Ref: "Queue" }, 3]] }, "a/data/Queue!Ref/3"],
    ["Fn::Sub", { "Fn::Sub": "a-${Queue}-${Queue.Arn}" }, "a-data/Queue!Ref-data/Queue!Arn"],
    ["Fn::Sub of a pseudo parameter", { "Fn::Sub": "${AWS::Region}" }, "eu-central-1"],
    ["AWS::Region", { Ref: "AWS::Region" }, "eu-central-1"],
    ["AWS::AccountId", { Ref: "AWS::AccountId" }, "000000000000"],
    ["AWS::Partition", { Ref: "AWS::Partition" }, "aws"],
    ["AWS::URLSuffix", { Ref: "AWS::URLSuffix" }, "amazonaws.com"],
    ["Fn::ImportValue", { "Fn::ImportValue": "shared-queue" }, "data/Queue!Arn"],
    [
      "Fn::ImportValue of a value that is put together",
      { "Fn::ImportValue": { "Fn::Join": ["-", ["shared", "queue"]] } },
      "data/Queue!Arn",
    ],
  ])("by %s gives what stands for it", (_, reference, value) => {
    expect(read().resolve(reference, "data")).toBe(value);
  });

  test("means the resource of its own stack", () => {
    expect(read().resolve({ Ref: "Queue" }, "app")).toBe("app/Queue!Ref");
  });

  test("is followed wherever it stands, and everything else stays as it is", () => {
    const value = {
      list: [1, null, true, { Ref: "Queue" }],
      other: { Ref: "Queue", beside: "it" },
    };
    expect(read().resolve(value, "data")).toEqual({
      list: [1, null, true, "data/Queue!Ref"],
      other: { Ref: "Queue", beside: "it" },
    });
  });

  test.each([
    ["a resource that is not there", { Ref: "Missing" }, "data/Missing Ref"],
    ["a resource that nothing stands for", { "Fn::GetAtt": ["Bare", "Arn"] }, "data/Bare Arn"],
    ["a pseudo parameter that is not known", { Ref: "AWS::StackId" }, "data/AWS::StackId Ref"],
    ["an export that no stack has", { "Fn::ImportValue": "nothing" }, "no stack exports nothing"],
    ["an inner one of these", { "Fn::Join": ["", [{ Ref: "Missing" }]] }, "data/Missing Ref"],
    ["a function that is not known", { "Fn::Select": [0, []] }, "Fn::Select in data"],
    ["a missing one in a text", { "Fn::Sub": "${Missing}" }, "data/Missing Ref"],
    ["what every object has", { "Fn::ImportValue": "toString" }, "no stack exports toString"],
  ])("to %s is an error that names it", (_, reference, message) => {
    expect(() => read().resolve(reference, "data")).toThrow(message);
  });
});

describe("templates", () => {
  test("list the resources of all stacks under names of their own", () => {
    expect(read().resources).toEqual([
      {
        name: "data/Queue",
        stack: "data",
        type: "AWS::SQS::Queue",
        properties: { VisibilityTimeout: 60 },
      },
      { name: "data/Bare", stack: "data", type: "AWS::SNS::Topic", properties: {} },
      { name: "app/Queue", stack: "app", type: "AWS::SQS::Queue", properties: {} },
    ]);
  });

  test("know where an asset lies", () => {
    const { assetFolder, folder } = read();
    expect(assetFolder("abc")).toBe(join(folder, "bundles", "abc"));
  });

  test("say which asset is missing", () => {
    expect(() => read().assetFolder("def")).toThrow("no asset def");
  });
});
