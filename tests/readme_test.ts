import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { RowReader } from "./support/row_reader.ts";
import { TempDir } from "./support/temp_dir.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));
const README = Deno.readTextFileSync(join(ROOT, "README.md"));

Deno.test("README's quick start runs, and its query finds the falling loss", async () => {
  using dir = new TempDir();
  await using reader = new RowReader();
  await Deno.writeTextFile(dir.join("first_run.ts"), codeBlocks("ts")[0]);
  const boardDir = await deno(
    ["run", "-A", "--config", join(ROOT, "deno.json"), "first_run.ts"],
    dir.path,
  );
  const sql = /^duckdb [^']*'(SELECT [^']+)'$/m.exec(codeBlocks("sh").join("\n"))![1];
  const { cells: [epochs, losses] } = await reader.query(
    join(boardDir.trim(), "data", "board.duckdb"),
    sql,
  );
  assertEquals(epochs, [0n, 1n, 2n]);
  assert(losses[0]! > losses[1]! && losses[1]! > losses[2]!);
});

Deno.test("README's options are those of the code, with their defaults and ranges", async () => {
  const rows = [...README.matchAll(/^\| `(\w+)` +\| (.+?) +\| (.+?) +\|$/gm)]
    .map(([, name, byDefault, about]) => ({ name, byDefault, about }));
  const options = await documentedOptions();
  const table = rows.filter(({ name }) => options.some((option) => option.name === name));
  assertEquals(table.map(({ name }) => name), options.map(({ name }) => name));
  for (const [index, { byDefault, about }] of table.entries()) {
    const { name, optional, doc } = options[index];
    if (optional) assertStringIncludes(doc, `Default: ${byDefault}`, name);
    else assertEquals(byDefault, "required", name);
    const range = /\S+( MiB)? or more/.exec(doc)?.[0];
    if (range !== undefined) assertStringIncludes(about, range, name);
  }
});

Deno.test("READMEs point to files that are there", () => {
  for (const file of ["README.md", "CONTRIBUTING.md", "examples/README.md"]) {
    const path = join(ROOT, file);
    for (const [, target] of Deno.readTextFileSync(path).matchAll(/\]\(([^)#:]+)\)/g)) {
      Deno.statSync(join(dirname(path), target));
    }
  }
});

Deno.test("CI runs the README's test command", () => {
  const [command] = /npx \S+ \S+ task test/.exec(README)!;
  assertStringIncludes(Deno.readTextFileSync(join(ROOT, ".ci", "run")), command);
});

interface Option {
  name: string;
  optional: boolean;
  doc: string;
}

/** The options as `deno doc` finds them. */
async function documentedOptions(): Promise<Option[]> {
  const { nodes } = JSON.parse(await deno(["doc", "--json", "board/options.ts"], ROOT));
  const [{ symbols }] = Object.values<{ symbols: DocSymbol[] }>(nodes);
  const { declarations } = symbols.find(({ name }) => name === "BoardOptions")!;
  return declarations[0].def.properties.map(({ name, optional, jsDoc }) => ({
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
function codeBlocks(language: string): string[] {
  return [...README.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))]
    .map(([, code]) => code);
}

/** What a Deno process prints; throws where it fails. */
async function deno(args: string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
