/** The first log call waits for no thread: it is there before, and reads what was logged. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { TempDir } from "../../../testing/temp_dir.ts";

const ROOT = new URL("../../../", import.meta.url);
/**
 * The names of the threads that run workers, on Linux, each with a number of its own: a thread that
 * a worker starts, as Deno's for signals, has the name of that worker.
 */
const WORKERS = `const workers = () => [...new Set(
  [...Deno.readDirSync("/proc/self/task")]
    .map(({ name }) => Deno.readTextFileSync("/proc/self/task/" + name + "/comm").trim())
    .filter((name) => name.startsWith("worker")),
)];`;
const ignore = Deno.build.os !== "linux";

/** Runs a script with a board's module, and parses what it prints; one that hangs is ended. */
async function run(dir: TempDir, code: string, flags = ["-A"]): Promise<unknown> {
  const path = dir.join("script.ts");
  await Deno.writeTextFile(path, code.replaceAll("$/", ROOT.href));
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--no-prompt",
      "--config",
      new URL("deno.json", ROOT).pathname,
      ...flags,
      path,
    ],
    cwd: dir.path,
    env: { NO_COLOR: "1" },
    signal: AbortSignal.timeout(60_000),
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  assertEquals(new TextDecoder().decode(stderr), "");
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test({
  name: "new Board() and the first log() of a script that never yields start no thread",
  ignore,
  async fn() {
    using dir = new TempDir();
    const found = await run(
      dir,
      `import { Board } from "$/mod.ts";
      ${WORKERS}
      const before = workers();
      const board = new Board({ name: "first", baseDir: ${JSON.stringify(dir.path)} });
      const created = workers();
      board.log({ loss: 1 });
      const logged = workers();
      // The row comes to the journal although the script does not yield.
      const journal = board.boardDir + "/data/journal";
      const size = () => {
        try {
          return [...Deno.readDirSync(journal)]
            .reduce((sum, { name }) => sum + Deno.statSync(journal + "/" + name).size, 0);
        } catch {
          return 0;
        }
      };
      while (size() === 0);
      board.log({ loss: 2, text: "a new metric" });
      const later = workers();
      board.finishSync();
      console.log(JSON.stringify({ before, created, logged, later }));`,
    ) as Record<string, string[]>;
    assertEquals(found.before!.length, 1);
    assertEquals(found, {
      before: found.before,
      created: found.before,
      logged: found.before,
      later: found.before,
    });
    const [boardDir] = [...Deno.readDirSync(dir.path)].filter(({ isDirectory }) => isDirectory);
    assertEquals(Deno.statSync(join(dir.path, boardDir!.name, "data/board.duckdb")).isFile, true);
  },
});

Deno.test({
  name: "a script without a board ends by itself, and its workers start no thread ahead",
  ignore,
  async fn() {
    using dir = new TempDir();
    await Deno.writeTextFile(
      dir.join("worker.ts"),
      `import "${ROOT.href}mod.ts"; ${WORKERS} self.postMessage(workers().length); self.close();`,
    );
    const counts = await run(
      dir,
      `const worker = new Worker(import.meta.resolve("./worker.ts"), { type: "module" });
      worker.onmessage = ({ data }) => console.log(JSON.stringify({ inWorker: data }));`,
    );
    assertEquals(counts, { inWorker: 1 });
    // The spare thread of this one keeps nothing alive.
    const main = await run(
      dir,
      `import "$/mod.ts"; ${WORKERS} console.log(JSON.stringify(workers().length));`,
    );
    assertEquals(main, 1);
  },
});

Deno.test({
  name: "new Board() in a worker of the script's waits until its thread runs",
  ignore,
  async fn() {
    using dir = new TempDir();
    const baseDir = JSON.stringify(dir.path);
    await Deno.writeTextFile(
      dir.join("worker.ts"),
      `import { Board } from "${ROOT.href}mod.ts";
      ${WORKERS}
      const board = new Board({ name: "in a worker", baseDir: ${baseDir} });
      self.postMessage({ threads: workers().length });`,
    );
    const found = await run(
      dir,
      `const worker = new Worker(import.meta.resolve("./worker.ts"), { type: "module" });
      worker.onmessage = ({ data }) => {
        worker.terminate();
        console.log(JSON.stringify(data));
      };`,
    );
    assertEquals(found, { threads: 2 });
  },
});

Deno.test({
  name:
    "a script that may not read the writer's module is asked nothing as long as it has no board",
  async fn() {
    using dir = new TempDir();
    const name = await run(
      dir,
      `import { Board } from "$/mod.ts"; console.log(JSON.stringify(Board.name));`,
      [],
    );
    assertEquals(name, "Board");
  },
});
