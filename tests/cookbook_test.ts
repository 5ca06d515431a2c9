/**
 * Runs every recipe of `docs/cookbook.md` in a folder of its own, as a reader
 * would, and compares what is printed with the comments behind `console.log`.
 * The blocks in Python are run by `tests/python/docs.ts`.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { type CodeBlock, codeBlocks } from "./support/markdown_blocks.ts";
import { copyMade } from "../testing/copy_made.ts";
import { TempDir } from "../testing/temp_dir.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));
const CONFIG = `--config=${join(ROOT, "deno.json")}`;
const COOKBOOK = Deno.readTextFileSync(join(ROOT, "docs", "cookbook.md"));
const RECIPES = Map.groupBy(codeBlocks(COOKBOOK), ({ heading }) => heading);
/** The recipe for which the run that is there was killed. */
const CRASHED = "Read a run that crashed";

Deno.test("the cookbook has twenty recipes or more, all in its table of contents", () => {
  const links = [...COOKBOOK.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor]) => anchor);
  const anchors = [...COOKBOOK.matchAll(/^## (.*)$/gm)].map(([, heading = ""]) =>
    anchorOf(heading)
  );
  assert(anchors.length >= 20);
  assertEquals(links.toSorted(), anchors.toSorted());
});

Deno.test("every recipe says what it prints, or is in the shell or in Python", () => {
  for (const [recipe, blocks] of RECIPES) {
    const isShown = blocks.some(({ language, code, fileName }) =>
      language !== "ts" || expectedLines(code).length > 0 || fileName?.endsWith("_test.ts")
    );
    assert(isShown, recipe);
  }
});

Deno.test("each package of a recipe is one that it says how to add", () => {
  const added = new Set([...COOKBOOK.matchAll(/npm:(@?[\w/-]+)/g)].map(([, name]) => name));
  for (const [recipe, blocks] of RECIPES) {
    for (const { code } of blocks) {
      for (const [, name = ""] of code.matchAll(/^import .*?"((?:@|\w)[^":]*)";$/gm)) {
        const isGiven = name.startsWith("@kohakuboard/client") || name === "@std/assert";
        assert(isGiven || added.has(name), `${recipe}: ${name}`);
      }
    }
  }
  assert(added.has("@tensorflow/tfjs-core"));
});

Deno.test("the recipes have the right types", async () => {
  using dir = new TempDir();
  const files: string[] = [];
  for (const [index, blocks] of [...RECIPES.values()].entries()) {
    const folder = dir.join(String(index));
    Deno.mkdirSync(folder);
    files.push(...writeScripts(folder, blocks));
  }
  await deno(["check", "-q", CONFIG, ...files], dir.path);
});

for (const [recipe, blocks] of RECIPES) {
  if (blocks.every(({ language }) => language === "python")) continue;
  Deno.test(`the cookbook's recipe "${recipe}" works`, async () => {
    using dir = new TempDir();
    const killed = recipe === CRASHED;
    await copyMade(`cookbook_${killed}`, dir.path, (made) => makeRun(made, { killed }));
    const paths = writeScripts(dir.path, blocks);
    const scripts = blocks.filter(({ language }) => language === "ts");
    for (const [index, { code, fileName }] of scripts.entries()) {
      const path = paths[index] ?? "";
      // Others are imported by the one that prints.
      const isTest = fileName?.endsWith("_test.ts") ?? false;
      const expected = expectedLines(code);
      if (!isTest && expected.length === 0) continue;
      const command = isTest ? "test" : "run";
      const printed = await deno([command, "-A", "--no-check", CONFIG, path], dir.path);
      let at = 0;
      for (const line of expected) {
        assertStringIncludes(printed.slice(at), line);
        at = printed.indexOf(line, at) + line.length;
      }
    }
    for (const { code, language } of blocks) {
      if (language === "sh") await shell(code, dir.path);
    }
  });
}

/** Writes the scripts of a recipe, each into its file. */
function writeScripts(folder: string, blocks: readonly CodeBlock[]): string[] {
  return blocks.filter(({ language }) => language === "ts").map(({ code, fileName }, index) => {
    const path = join(folder, fileName ?? `recipe_${index}.ts`);
    Deno.writeTextFileSync(path, code);
    return path;
  });
}

/**
 * What a script prints, by the comments behind `console.log()` and behind `// prints`; `…` at the
 * end stands for anything.
 */
function expectedLines(code: string): string[] {
  return [...code.matchAll(/(?:console\.log\(.*\);|;) \/\/ (?:prints )?(.*)$/gm)]
    .filter(([line]) => /^console\.log|\/\/ prints /.test(line))
    .map(([, expected = ""]) => expected.replace(/…$/, ""));
}

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^\w\s-]/g, "").replaceAll(/\s/g, "-");
}

/** The run that recipes find: finished, or killed after ten steps. */
async function makeRun(dir: string, { killed }: { killed: boolean }): Promise<void> {
  const code = `
    import { Board } from "@kohakuboard/client";
    const board = new Board({ name: "digits", config: { lr: 0.01 } });
    for (let step = 0; step < ${killed ? 10 : 100}; step++) {
      if (step % 10 === 0) board.step();
      board.log({ "train/loss": 1 / (1 + step), "val/accuracy": step / 100 });
    }
    await board.flush();
    if (${killed}) Deno.kill(Deno.pid, "SIGKILL");
    await board.finish();`;
  const path = join(dir, "make_run.ts");
  Deno.writeTextFileSync(path, code);
  const args = ["run", "-A", "--no-check", CONFIG, path];
  const { code: exit } = await new Deno.Command(Deno.execPath(), { args, cwd: dir }).output();
  assertEquals(exit, killed ? 137 : 0);
}

/** Runs lines of a shell, in which `deno task kobo` is this checkout's. */
async function shell(code: string, cwd: string): Promise<void> {
  const kobo = `"${Deno.execPath()}" run -A --no-check -q ${CONFIG} "${join(ROOT, "cli/main.ts")}"`;
  const script = `set -e\n${code.replaceAll("deno task kobo", kobo)}`;
  const { code: exit, stdout, stderr } = await new Deno.Command("sh", { args: ["-c", script], cwd })
    .output();
  const [out, error] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals(exit, 0, `${code}\n${out}${error}`);
}

/** What a Deno process prints; throws where it fails. */
async function deno(args: string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const [printed = "", error = ""] = [stdout, stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  assertEquals(code, 0, `deno ${args.join(" ")}\n${printed}${error}`);
  return printed;
}
