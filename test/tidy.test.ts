/** The tree's own laws that no tool checks: who may import whom, and that the README's map is true. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Tracked or new, ignored ones left out. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && existsSync(join(root, file)));
const sources = files.filter((file) => file.endsWith(".ts"));

interface Import {
  from: string;
  /** A path below the root, or the name of a package. */
  to: string;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const specifiers = text.matchAll(
    /^(?:import|export)\b[^;]*?from\s+"([^"]+)"|^import\s+"([^"]+)"/gm,
  );
  return [...specifiers].map(([, from, bare]) => {
    const specifier = from ?? bare ?? "";
    if (specifier.startsWith(".")) {
      return { from: file, to: relative(root, join(root, dirname(file), specifier)) };
    }
    return { from: file, to: specifier.replace(/^#(?=(bin|functions|infra|shared|test)\/)/, "") };
  });
}

const imports = sources.flatMap(importsOf);

/** What lies in a folder, in words of folders and packages. Whatever is not named is forbidden. */
const mayImport: Record<string, RegExp> = {
  "shared/domain/": /^(shared\/domain\/|zod$|libphonenumber-js|node:(crypto|url)$)/,
  "shared/channels/":
    /^(shared\/(channels|domain)\/|zod$|fast-xml-parser$|@remix-run\/multipart-parser$|node:crypto$)/,
  "shared/vault/": /^(shared\/(vault|domain)\/|zod$|node:(crypto|zlib)$|@aws-sdk\/client-ssm$)/,
  "shared/stores/":
    /^(shared\/(stores|vault|domain)\/|zod$|node:(crypto|timers\/promises)$|@aws-sdk\/(client|lib)-dynamodb$)/,
  "shared/engine/":
    /^(shared\/(engine|stores|vault|domain)\/|zod$|node:(crypto|timers\/promises)$)/,
  "shared/lambda/":
    /^(shared\/(lambda|stores|vault|domain)\/|zod$|node:(crypto|zlib|dns\/promises|https|net)$|@aws-sdk\/|@middy\/core$|aws-lambda$|jose$)/,
  "functions/webhook/":
    /^(functions\/webhook\/|shared\/(lambda|vault|channels|domain)\/|#(channel|tenant)$)/,
  "functions/": /^(functions\/|shared\/|#tenant$)/,
  "infra/": /^(infra\/|shared\/)/,
  "bin/": /^(bin\/|infra\/|shared\/)/,
};
const ownFolders = /^(bin|functions|infra|shared|test)\//;

describe("imports", () => {
  test.each(Object.entries(mayImport))("of %s stay within what is allowed", (folder, allowed) => {
    const strict = folder.startsWith("shared/");
    const wrong = imports.filter(
      ({ from, to }) =>
        from.startsWith(folder) && (strict || ownFolders.test(to)) && !allowed.test(to),
    );
    expect(wrong).toEqual([]);
  });

  test("never lead from one function to another", () => {
    const functionOf = (path: string) => /^functions\/([^/]+)\//.exec(path)?.[1];
    const wrong = imports.filter(({ from, to }) => {
      const [own, other] = [functionOf(from), functionOf(to)];
      return own !== undefined && other !== undefined && own !== other;
    });
    expect(wrong).toEqual([]);
  });

  test("of the product never lead into its tests", () => {
    const wrong = imports.filter(
      ({ from, to }) => to.startsWith("test/") && !from.startsWith("test/"),
    );
    expect(wrong).toEqual([]);
  });
});

/** `path/  what` lines of the README's map. */
function mappedFolders(readme: string): string[] {
  const text = readFileSync(join(root, readme), "utf8");
  return [...text.matchAll(/^((?:[\w.-]+\/)+)\s{2,}\S/gm)].map(([, folder]) => folder ?? "").sort();
}

/** Folders of the first two levels that hold sources. */
function realFolders(): string[] {
  const folders = sources
    .filter((file) => ownFolders.test(file))
    .flatMap((file) => {
      const [first, second, third] = file.split("/");
      return third === undefined ? [`${first}/`] : [`${first}/`, `${first}/${second}/`];
    });
  return [...new Set(folders)].sort();
}

describe.each(["README.md", "README.zh-CN.md"])("%s", (readme) => {
  test("has a map that names the folders that are there, and no others", () => {
    expect(mappedFolders(readme)).toEqual(realFolders());
  });
});

test("the top level holds what belongs there", () => {
  const allowed =
    /^(bin|functions|infra|shared|test|\.ci)\/|^(package(-lock)?\.json|tsconfig\.json|cdk\.json|LICENSE|README(\.zh-CN)?\.md|\.[\w.-]+)$/;
  expect(files.filter((file) => !allowed.test(file))).toEqual([]);
});

test("the page about channels names only files that are there", () => {
  const page = "functions/webhook/README.md";
  const text = readFileSync(join(root, page), "utf8");
  const named = [...text.matchAll(/`([\w./-]+\.(?:ts|json|md))`/g)].map(([, path]) => path ?? "");
  const missing = named.filter(
    (path) => !files.some((file) => file === path || file.endsWith(`/${path}`)),
  );
  expect(named.length).toBeGreaterThan(15);
  expect(missing).toEqual([]);
});
