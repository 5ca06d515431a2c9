import { assertEquals } from "@std/assert";
import { toFileUrl } from "@std/path";
import { readText } from "../../../system/read_text.ts";
import { openBoard } from "../../../reader/mod.ts";
import { PipedText } from "../../../testing/piped_text.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

const MODULE = new URL("../../../mod.ts", import.meta.url).href;
const CONFIG = new URL("../../../deno.json", import.meta.url);
/** Nobody waits longer for what somebody types to be done. */
const PATIENCE_MS = 60_000;

/** Types lines into `deno repl`, each when the one before it has printed its last word. */
async function type(lines: readonly string[]): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["repl", "-A", "-q", `--config=${CONFIG.pathname}`],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  const input = child.stdin.getWriter();
  const stdout = new PipedText(child.stdout);
  try {
    for (const [index, line] of lines.entries()) {
      await input.write(new TextEncoder().encode(`${line}\n`));
      if (index === lines.length - 1) break;
      await stdout.waitFor(new RegExp(`done ${index}`));
    }
    await input.close();
    while (await stdout.line() !== undefined);
    await child.status;
  } finally {
    clearTimeout(timer);
    await stdout.close();
  }
}

Deno.test("a board in deno repl is finished when that ends by Ctrl+D, and by close()", async () => {
  using dir = new TempDir();
  const begin = (boardId: string) =>
    `const { Board } = await import(${JSON.stringify(MODULE)}); ` +
    `const b = new Board({ name: "repl", boardId: "${boardId}", baseDir: ` +
    `${JSON.stringify(dir.path)}, captureOutput: false, systemMetrics: false }); ` +
    'b.log({ loss: 1 }); console.log("done", 0)';
  const path = (boardId: string) => dir.join(boardId, "metadata.json");
  const isFinished = (boardId: string) =>
    `(await (async () => { while (!Deno.readTextFileSync(${JSON.stringify(path(boardId))})` +
    '.includes("finished_at")) await new Promise((r) => setTimeout(r, 100)); })(), ';
  await Promise.all([
    type([
      begin("by_ctrl_d"),
      `b.log({ loss: 2 }); console.log("done", 1)`,
      `${isFinished("by_ctrl_d")}console.log("done", 2))`,
      " ",
    ]),
    type([begin("by_close"), "b.log({ loss: 2 }); close()"]),
  ]);
  for (const boardId of ["by_ctrl_d", "by_close"]) {
    assertEquals(JSON.parse(readText(toFileUrl(path(boardId)))).status, "finished", boardId);
    await using reader = await openBoard(dir.join(boardId));
    assertEquals([...(await reader.scalars("loss")).y], [1, 2], boardId);
    assertEquals([reader.status, reader.problems], ["finished", []], boardId);
  }
});

Deno.test("the rows of the last line are in the journal when deno repl ends right after it", async () => {
  using dir = new TempDir();
  const board = (boardId: string) =>
    `const { Board } = await import(${JSON.stringify(MODULE)}); const b = new Board(` +
    JSON.stringify({ name: "repl", boardId, baseDir: dir.path, systemMetrics: false }) + "); ";
  await Promise.all([
    type([board("short") + "b.log({ loss: 1 })"]),
    type([
      board("loop") + 'console.log("done", 0)',
      "for (let i = 0; i < 3; i++) { b.log({ loss: i }); await null }",
    ]),
  ]);
  for (const [boardId, values] of [["short", [1]], ["loop", [0, 1, 2]]] as const) {
    await using reader = await openBoard(dir.join(boardId));
    assertEquals([...(await reader.scalars("loss")).y], values, boardId);
    assertEquals(reader.problems, [], boardId);
  }
});
