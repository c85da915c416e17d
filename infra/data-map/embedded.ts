/** The files of an embedded run: the same data in the same form, on one machine. */
import { type Declaration, type Held, nothingPersonal } from "./declaration.ts";
import { queues } from "./queues.ts";
import { peopleTables } from "./people-tables.ts";
import { staffTables } from "./staff-tables.ts";

const untilFresh: NonNullable<Declaration["kept"]> = () => ({
  en: "until `npm start -- --fresh`",
  zh: "直至执行 `npm start -- --fresh`",
});

/** What stands in all of these together, each thing once. */
function allOf(declarations: readonly Declaration[]): Held[] {
  const held = declarations.flatMap(({ holds }) => holds);
  return [...new Map(held.map((each) => [`${each.form} ${each.what.en}`, each])).values()];
}

const asInAws = {
  basis: "customer",
  kept: untilFresh,
  erasers: [
    {
      by: "code",
      file: "shared/engine/erase.ts",
      how: {
        en: "the same code as in AWS; the file may keep a deleted row, wrapped keys included, until SQLite uses its place again",
        zh: "与 AWS 相同的代码；在 SQLite 重用空间之前，文件中可能仍留有已删除的行（包括被包裹的密钥）",
      },
    },
  ],
  exporter: {
    by: "none",
    because: { en: "as from the tables and queues in AWS", zh: "同 AWS 中的数据表与队列" },
  },
  staff: [],
} as const satisfies Partial<Declaration>;

export const embedded: readonly Declaration[] = [
  {
    ...asInAws,
    places: ["STATE_DIR/dynamodb.sqlite*"],
    name: { en: "All tables of an embedded run", zh: "本地运行的全部数据表" },
    purpose: { en: "what the tables are for", zh: "同各数据表" },
    holds: allOf([...peopleTables, ...staffTables]),
  },
  {
    ...asInAws,
    places: ["STATE_DIR/sqs*"],
    name: { en: "All queues of an embedded run", zh: "本地运行的全部队列" },
    purpose: { en: "what the queues are for", zh: "同各队列" },
    holds: allOf(queues),
  },
  {
    ...nothingPersonal,
    places: [
      "STATE_DIR/keys.json",
      "STATE_DIR/secrets.json",
      "STATE_DIR/tokens.json",
      "STATE_DIR/oidc.json",
    ],
    name: { en: "Keys, secrets and tokens of an embedded run", zh: "本地运行的密钥与令牌" },
    purpose: {
      en: "what the parameter store is for; for the owner's eyes (mode 600)",
      zh: "同参数存储；仅所有者可读（权限 600）",
    },
    kept: untilFresh,
  },
  {
    ...nothingPersonal,
    places: ["STATE_DIR/state.json", "STATE_DIR/run.lock*", "STATE_DIR/cdk.out*"],
    name: { en: "Housekeeping of an embedded run", zh: "本地运行的内部文件" },
    purpose: {
      en: "clock, lock, synthesised templates and code",
      zh: "时钟、锁、生成的模板与代码",
    },
    kept: untilFresh,
  },
];
