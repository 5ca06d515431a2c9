import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { posix } from "node:path";
import { Board } from "../mod.ts";
import { BoardReader } from "../reader/board_reader.ts";
import { codeBlocks } from "./support/markdown_blocks.ts";
import { RowReader } from "./support/row_reader.ts";
import { TempDir } from "../testing/temp_dir.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));
const README = Deno.readTextFileSync(join(ROOT, "README.md"));

Deno.test("README's quick start runs, and its query finds the falling loss", async () => {
  using dir = new TempDir();
  await using reader = new RowReader();
  await Deno.writeTextFile(dir.join("first_run.ts"), blocksIn("ts")[0] ?? "");
  const boardDir = await deno(
    ["run", "-A", "--config", join(ROOT, "deno.json"), "first_run.ts"],
    dir.path,
  );
  const sql = /^duckdb [^']*'(SELECT [^']+)'$/m.exec(blocksIn("sh").join("\n"))?.[1] ?? "";
  const { cells: [epochs, losses] } = await reader.query(
    join(boardDir.trim(), "data", "board.duckdb"),
    sql,
  );
  assertEquals(epochs, [0n, 1n, 2n]);
  const [first = 0, second = 0, third = 0] = losses as number[];
  assert(first > second && second > third);
});

Deno.test("README's options are those of the code, with their defaults and ranges", async () => {
  const rows = [...README.matchAll(/^\| `(\w+)` +\| (.+?) +\| (.+?) +\|$/gm)]
    .map(([, name, byDefault, about = ""]) => ({ name, byDefault, about }));
  const options = await documentedOptions();
  const table = rows.filter(({ name }) => options.some((option) => option.name === name));
  assertEquals(table.map(({ name }) => name), options.map(({ name }) => name));
  for (const [index, { byDefault, about }] of table.entries()) {
    const { name = "", optional, doc = "" } = options[index] ?? {};
    if (optional) assertStringIncludes(doc, `Default: ${byDefault}`, name);
    else assertEquals(byDefault, "required", name);
    const range = /\S+( MiB)? or more/.exec(doc)?.[0];
    if (range !== undefined) assertStringIncludes(about, range, name);
  }
});

const PAGES = [
  ...["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"],
  ...["bench", "docs", "examples"].flatMap((dir) =>
    [...Deno.readDirSync(join(ROOT, dir))].map(({ name }) => `${dir}/${name}`)
      .filter((path) => path.endsWith(".md"))
  ),
];

Deno.test("pages point to files that are there, and to headings that are", () => {
  for (const page of PAGES) {
    for (const { path, anchor } of linksIn(page)) {
      const info = Deno.statSync(join(ROOT, path));
      if (anchor === undefined || !info.isFile) continue;
      assert(anchorsIn(path).includes(anchor), `${page} points to ${path}#${anchor}`);
    }
  }
});

Deno.test("every page is reached from README.md", () => {
  const reached = new Set(["README.md"]);
  for (const page of reached) {
    for (const { path } of linksIn(page)) if (path.endsWith(".md")) reached.add(path);
  }
  assertEquals(PAGES.filter((page) => !reached.has(page)), []);
});

Deno.test("pages name only files of the source that exist", () => {
  for (const page of PAGES) {
    if (page === "CHANGELOG.md") continue; // It names what was.
    for (const [, path = ""] of read(page).matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.tsx?)`/g)) {
      const isThere = [ROOT, join(ROOT, dirname(page))].some((dir) => exists(join(dir, path)));
      assert(isThere, `${page} names ${path}`);
    }
  }
});

Deno.test("docs/command_line.md has the commands and the options of kobo's help", async () => {
  const optionsIn = (text: string) => [...new Set(text.match(/--[a-z][a-z-]+/g))].toSorted();
  const common = ["--dir", "--help", "--json", "--memory", "--version"];
  const help = (...args: string[]) =>
    deno(["run", "-A", "--no-check", "cli/main.ts", ...args, "--help"], ROOT);
  const rows = read("docs/command_line.md").matchAll(/^\| `kobo (\w+).*$/gm);
  const documented = [...rows].map(([row, command = ""]) => ({ row, command }));
  const commands = [...(await help()).matchAll(/^ {2}(\w+)(?:\|\w+)? .*\[/gm)].map(([, name]) =>
    name
  );
  assertEquals(
    documented.map(({ command }) => command),
    commands.filter((name) => name !== "help"),
  );
  for (const { row, command } of documented) {
    const lines = (await help(command)).split("\n").filter((line) => /^ +(-\w, )?--/.test(line));
    const options = optionsIn(lines.map((line) => line.trim().split("  ")[0]).join("\n"));
    assertEquals(optionsIn(row), options.filter((name) => !common.includes(name)), command);
  }
});

Deno.test("docs/coming_from.md names only calls that exist", () => {
  const members = [Board, BoardReader].flatMap(({ prototype }) =>
    Object.getOwnPropertyNames(prototype)
  );
  for (const row of read("docs/coming_from.md").split("\n").filter((line) => /^\|/.test(line))) {
    const [, , ours = ""] = row.split(/(?<!\\)\|/);
    for (const [, call = ""] of ours.matchAll(/board\.(\w+)\(/g)) {
      assert(members.includes(call), `board.${call}() is no call of Board or BoardReader`);
    }
  }
});

Deno.test("CONTRIBUTING.md has a reason for every dependency, and for no other", () => {
  const [, table = ""] = read("CONTRIBUTING.md").split("\n## Dependencies\n");
  const documented = [...table.matchAll(/^\| (.*?) +\|/gm)]
    .flatMap(([, cell = ""]) => [...cell.matchAll(/`([^`]+)`/g)])
    .map(([, name = ""]) => name.replace(/\/…$/, ""));
  const { imports } = JSON.parse(read("deno.json"));
  const isOf = (specifier: string, name: string) =>
    specifier === name || specifier.startsWith(`${name}/`);
  const names = Object.keys(imports);
  assertEquals(names.filter((name) => !documented.some((one) => isOf(name, one))), []);
  assertEquals(documented.filter((one) => !names.some((name) => isOf(name, one))), []);
});

Deno.test("CI runs the README's test command", () => {
  const [command = ""] = /npx \S+ \S+ task test/.exec(README) ?? [];
  assertStringIncludes(Deno.readTextFileSync(join(ROOT, ".ci", "run")), command);
});

interface Option {
  name: string;
  optional: boolean;
  doc: string;
}

/** The links of a page to files of the repository: their paths from its root. */
function linksIn(page: string): { path: string; anchor?: string }[] {
  return [...read(page).matchAll(/\]\(([^)#:\s]*)(?:#([\w-]+))?\)/g)]
    .map(([, target = "", anchor]) => ({
      path: target === "" ? page : posix.join(posix.dirname(page), target).replace(/\/$/, ""),
      anchor,
    }))
    .map(({ path, anchor }) =>
      exists(join(ROOT, path, "README.md"))
        ? { path: `${path}/README.md`, anchor }
        : { path, anchor }
    );
}

/** The anchors that GitHub gives the headings of a page. */
function anchorsIn(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading.toLowerCase().replaceAll(/[^\w\s-]/g, "").replaceAll(/\s/g, "-")
  );
}

function read(page: string): string {
  return Deno.readTextFileSync(join(ROOT, page));
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path) !== undefined;
  } catch {
    return false;
  }
}

/** The options as `deno doc` finds them. */
async function documentedOptions(): Promise<Option[]> {
  const { nodes } = JSON.parse(await deno(["doc", "--json", "board/options.ts"], ROOT));
  const symbols = Object.values<{ symbols: DocSymbol[] }>(nodes).flatMap(({ symbols }) => symbols);
  const declarations = symbols.find(({ name }) => name === "BoardOptions")?.declarations ?? [];
  return declarations.flatMap(({ def }) => def.properties).map(({ name, optional, jsDoc }) => ({
    name,
    optional: optional ?? false,
    doc: jsDoc.doc.replaceAll("\n", " "),
  }));
}

interface DocSymbol {
  name: string;
  declarations: {
    def: { properties: { name: string; optional?: boolean; jsDoc: { doc: string } }[] };
  }[];
}

/** The code blocks of the README in one language. */
function blocksIn(language: string): string[] {
  return codeBlocks(README).filter((block) => block.language === language)
    .map(({ code }) => code);
}

/** What a Deno process prints; throws where it fails. */
async function deno(args: string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
