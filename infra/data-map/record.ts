/** The record of processing activities of a tenant (GDPR art. 30), in one language. */
import type { App } from "aws-cdk-lib";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { askingChannels } from "../fetch.ts";
import { channelsInUse, type Tenant } from "../tenant.ts";
import { holdsKey, type Reader, readersAt, readersOf } from "./access.ts";
import { covers } from "./check.ts";
import type { Declaration, Language, Words } from "./declaration.ts";
import { dataMap } from "./index.ts";
import { type Place, placesBeside, placesIn, stacksOf, stateFolder, tenantOf } from "./places.ts";
import { transfersOf } from "./transfers.ts";
import { bases, controller, days, forms, grounds, labels, questions, security } from "./words.ts";

export interface StoreEntry {
  places: string[];
  name: string;
  purpose: string;
  basis: string;
  data: { what: string; form: string; key?: string }[];
  retention: string[];
  erasers: string[];
  exporter: string;
  functions: { name: string; opens: boolean }[];
  staff: { role: string; sees: string }[];
}

export interface ProcessingRecord {
  tenant: string;
  stage: string;
  /** To be filled in by the tenant. */
  controller: string[];
  laws: string[];
  purposes: { basis: string; grounds: string; purposes: string[] }[];
  subjects: string;
  fields: { name: string; label: string; sensitivity: Words["en"] }[];
  sources: { channel: string; title: string; trust: string; proves: string[] }[];
  recipients: string[];
  transfers: string[];
  security: string[];
  stores: StoreEntry[];
  assessment: { facts: string[]; questions: string[] };
}

/** The most delicate first. */
const degrees = ["sensitive", "personal", "none"] as const;

/** Of a synthesised app, in which the tenant is. */
export function recordOf(app: App, tenant: Tenant, language: Language): ProcessingRecord {
  const say = (words: Words): string => words[language];
  const stores = storesOf(app, tenant, language);
  const all = [...fieldRegistry(tenant).values()];
  const fields = degrees.flatMap((degree) => all.filter(({ pii }) => pii === degree));
  return {
    tenant: tenant.tenant,
    stage: tenant.stage,
    controller: controller.map(say),
    laws: tenant.privacy.laws,
    purposes: purposesOf(tenant, language),
    subjects: say(labels.subjects),
    fields: fields.map(({ name, labels: { [language]: label }, pii }) => ({
      name,
      label,
      sensitivity: say(labels[pii]),
    })),
    sources: channelsInUse(tenant).map(({ channel: { name, title, trust, verifies } }) => ({
      channel: name,
      title: title[language],
      trust,
      proves: [...verifies],
    })),
    recipients: recipientsOf(tenant).map(say),
    transfers: transfersOf(tenant).map(say),
    security: security.map(say),
    stores,
    assessment: {
      facts: factsOf(
        tenant,
        fields.filter(({ pii }) => pii === "sensitive"),
      ).map(say),
      questions: questions.map(say),
    },
  };
}

/** Of what holds personal data, by the basis. An embedded run has no purposes of its own. */
function purposesOf(tenant: Tenant, language: Language): ProcessingRecord["purposes"] {
  const personal = declarationsOf(tenant).filter(
    ({ holds, places }) => holds.length > 0 && !places.some((each) => each.startsWith(stateFolder)),
  );
  const byBasis = Map.groupBy(personal, ({ basis }) => basis);
  return [...byBasis].map(([basis, declarations]) => ({
    basis: bases[basis][language],
    grounds: grounds[basis][language],
    purposes: declarations.map(({ purpose }) => purpose[language]),
  }));
}

function recipientsOf(tenant: Tenant): Words[] {
  const asked = askingChannels(tenant).map(({ name }) => name);
  const told = tenant.privacy.callbackHosts;
  return [
    {
      en: "none downstream: nothing is passed on to another system",
      zh: "无下游：不向其他系统提供",
    },
    {
      en: `Amazon Web Services (${tenant.region}), as processor: ☐ contract (GDPR art. 28, PIPL art. 21)`,
      zh: `Amazon Web Services（${tenant.region}），作为受托处理方：☐ 委托合同（GDPR 第28条，《个人信息保护法》第二十一条）`,
    },
    ...(asked.length > 0
      ? [
          {
            en: `asked for customers whom they announced, by ids of their own: ${asked.join(", ")}`,
            zh: `以其自有编号查询其通知的客户：${asked.join("、")}`,
          },
        ]
      : []),
    ...(told.length > 0
      ? [
          {
            en: `told how requests go, by their numbers alone: ${told.join(", ")}`,
            zh: `仅凭请求编号获知办理进度：${told.join("、")}`,
          },
        ]
      : []),
  ];
}

/** What PIPL art. 55 asks, as far as the product knows. */
function factsOf({ promotedKeys }: Tenant, sensitive: readonly { labels: Words }[]): Words[] {
  const names = (language: Language) => sensitive.map(({ labels: { [language]: name } }) => name);
  const keys = promotedKeys.join(", ");
  return [
    {
      en: `sensitive fields that may arrive: ${names("en").join(", ")} (separate consent: PIPL art. 29)`,
      zh: `可能收到的敏感字段：${names("zh").join("、")}（需单独同意：《个人信息保护法》第二十九条）`,
    },
    {
      en: `automated decisions: none about a person's rights; identity is resolved by shared identifiers${keys && `, and by ${keys}`}, can be undone, and weaker evidence asks a human`,
      zh: `自动化决策：不就个人权益作出决定；身份按共同标识${keys && `及 ${keys} `}判定，可撤销，较弱证据交由人工`,
    },
    {
      en: "entrusted, provided or published: see recipients",
      zh: "委托处理、对外提供或公开：见接收方",
    },
    { en: "sent abroad: see where it is", zh: "向境外提供：见所在地与跨境" },
    {
      en: "☐ children under 14 (PIPL art. 31), special categories (GDPR art. 9) in free text",
      zh: "☐ 不满十四周岁未成年人（《个人信息保护法》第三十一条）、自由文本中的特殊类别（GDPR 第9条）",
    },
  ];
}

function storesOf(app: App, tenant: Tenant, language: Language): StoreEntry[] {
  const stacks = stacksOf(app).filter((stack) => tenantOf(stack)?.tenant === tenant.tenant);
  const places = [
    ...stacks.flatMap((stack) => placesIn(stack, app.outdir)),
    ...placesBeside(tenant),
  ];
  const readers = readersOf(app, tenant);
  return declarationsOf(tenant).map((declaration) =>
    entryOf(declaration, { places, readers, tenant, language }),
  );
}

const declarationsOf = (tenant: Tenant): Declaration[] =>
  dataMap.filter(({ isIn }) => isIn?.(tenant) ?? true);

interface Surroundings {
  places: readonly Place[];
  readers: readonly Reader[];
  tenant: Tenant;
  language: Language;
}

function entryOf(declaration: Declaration, surroundings: Surroundings): StoreEntry {
  const { places, readers, tenant, language } = surroundings;
  const { name, purpose, basis, holds, erasers, leaves, exporter, staff } = declaration;
  const own = places.filter(({ path }) => declaration.places.some((each) => covers(each, path)));
  const keys = holds.flatMap((held) => (held.form === "sealed" ? held.under : []));
  const names = [...new Set(own.flatMap((place) => readersAt(place, readers, tenant)))];
  const left = leaves?.(tenant)[language];
  const kept = declaration.kept?.(tenant)[language];
  return {
    places: [...declaration.places],
    name: name[language],
    purpose: purpose[language],
    basis: bases[basis][language],
    data: holds.map((held) => ({
      what: held.what[language],
      form: forms[held.form][language],
      ...("under" in held && { key: held.under }),
    })),
    retention: [
      ...new Set([
        ...(kept === undefined ? [] : [kept]),
        ...own.flatMap((place) => termsOf(place, language)),
      ]),
    ],
    erasers: [
      ...erasers.map((eraser) =>
        eraser.by === "code" ? `${eraser.how[language]} (${eraser.file})` : eraser.how[language],
      ),
      ...(left === undefined ? [] : [`${labels.leaves[language]}: ${left}`]),
    ],
    exporter:
      exporter.by === "route"
        ? exporter.routes.join(", ")
        : `${labels.nothing[language]}: ${exporter.because[language]}`,
    functions: names.map((each) => ({ name: each, opens: holdsKey(each, keys, readers) })),
    staff: staff.map(({ role, sees }) => ({ role, sees: labels[sees][language] })),
  };
}

/** What the service itself is set to. */
function termsOf({ expiresAfterDays, recoveryDays }: Place, language: Language): string[] {
  return [
    ...(typeof expiresAfterDays === "number"
      ? [
          {
            en: `deleted by the service after ${days(expiresAfterDays, "en")}`,
            zh: `${days(expiresAfterDays, "zh")}后由服务删除`,
          },
        ]
      : []),
    ...(recoveryDays === undefined
      ? []
      : [
          {
            en: `recoverable for ${days(recoveryDays, "en")} (backup)`,
            zh: `${days(recoveryDays, "zh")}内可恢复（备份）`,
          },
        ]),
  ].map((words) => words[language]);
}
