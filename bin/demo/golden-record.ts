/** The golden record as a page for people: what is known, who said so, and who said otherwise. */
import { styleText } from "node:util";
import Table from "cli-table3";
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { Lineage, Person } from "./staff.ts";

export interface Pictured {
  person: Person;
  fields: FieldRegistry;
}

export function picture(pictured: Pictured): string {
  const { person } = pictured;
  const tags = person.tags.join(", ") || "–";
  return [
    fieldTable(pictured),
    identifierTable(person),
    consentTable(person),
    `Tags 标签: ${tags}    Channels 渠道: ${person.channels.join(", ")}    Events 事件: ${person.events}`,
  ].join("\n");
}

function fieldTable({ person, fields }: Pictured): string {
  const table = tableOf(["Field 字段", "Value 值", "Channel 渠道", "Observed 时间", "Rivals 落选"]);
  for (const { name, labels } of fields.values()) {
    const field = person.fields[name];
    if (field === undefined) continue;
    const { value, lineage, rivals } = field;
    table.push([
      `${labels.en} ${labels.zh}`,
      styleText("bold", value),
      lineage.channel,
      dayOf(lineage),
      rivals === 0 ? "–" : String(rivals),
    ]);
  }
  return table.toString();
}

function identifierTable({ identifiers }: Person): string {
  const table = tableOf(["Identifier 标识", "Namespace", "Value 值", "Proof 核验"]);
  for (const { type, namespace, value, verified } of identifiers) {
    const proof = verified ? styleText("green", "verified 已验证") : "claimed 自述";
    table.push([type, namespace || "–", value, proof]);
  }
  return table.toString();
}

function consentTable({ consents }: Person): string {
  const table = tableOf(["Consent 授权", "", "Channel 渠道", "Observed 时间"]);
  for (const [purpose, { value, lineage }] of Object.entries(consents)) {
    const said = value ? "granted 同意" : "withdrawn 撤回";
    table.push([purpose, said, lineage.channel, dayOf(lineage)]);
  }
  return table.toString();
}

/** Tables have no colours of their own: they are copied into pages and read by pipes. */
function tableOf(head: string[]) {
  return new Table({ head, style: { head: [], border: [], compact: true } });
}

function dayOf({ observedAt }: Lineage): string {
  return observedAt.slice(0, 10);
}
