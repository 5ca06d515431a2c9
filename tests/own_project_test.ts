/**
 * Makes the project of `docs/own_project.md` beside a clone, as it stands
 * there, and runs its tasks.
 *
 * @module
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { codeBlocks } from "./support/markdown_blocks.ts";
import { TempDir } from "../testing/temp_dir.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));
const PAGE = codeBlocks(Deno.readTextFileSync(join(ROOT, "docs", "own_project.md")));

Deno.test("docs/own_project.md: the tasks of a project beside the clone work", async () => {
  using dir = new TempDir();
  Deno.symlinkSync(ROOT, dir.join("client"));
  Deno.mkdirSync(dir.join("digits"));
  Deno.writeTextFileSync(dir.join("digits", "deno.json"), blockIn("json"));
  Deno.writeTextFileSync(dir.join("digits", "train.ts"), blockIn("ts"));
  const commands = blockIn("sh").trim().split("\n");
  assertEquals(commands.at(-1), "deno task view");
  const printed: string[] = [];
  for (const command of commands.slice(0, -1)) {
    printed.push(await deno(command.split(" ").slice(1), dir.join("digits")));
  }
  assertMatch(printed[1] ?? "", /first +finished/);
  assertStringIncludes(printed[2] ?? "", "train/loss");
  const metadata = Deno.readDirSync(dir.join("digits", "kohakuboard")).filter(({ name }) =>
    !name.startsWith(".")
  ).map(({ name }) => dir.join("digits", "kohakuboard", name, "metadata.json"));
  for (const path of metadata) {
    assertMatch(JSON.parse(Deno.readTextFileSync(path)).runtime.hostname, /./);
  }
  // An example of the docs runs there word by word.
  const example = codeBlocks(Deno.readTextFileSync(join(ROOT, "docs", "fork.md")))
    .find(({ language }) => language === "ts");
  assertStringIncludes(example?.code ?? "", "@std/assert");
  Deno.writeTextFileSync(dir.join("digits", "example.ts"), example?.code ?? "");
  await deno(["run", "-A", "example.ts"], dir.join("digits"));
  assertStringIncludes(await deno(["task", "view", "--help"], dir.join("digits")), "--port");
});

function blockIn(language: string): string {
  const found = PAGE.find((block) => block.language === language);
  if (found === undefined) throw new Error(`docs/own_project.md has no block of ${language}`);
  return found.code;
}

/** What a Deno process prints; throws where it fails. */
async function deno(args: string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
