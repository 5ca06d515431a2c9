import { assert, assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { Board, type BoardOptions } from "../../../mod.ts";
import { exportDataset } from "../../../reader/mod.ts";
import { RowReader } from "../../support/row_reader.ts";
import { TempDir } from "../../support/temp_dir.ts";

type Row = Record<string, number | boolean | string>;

/** A finished board; `rows` are logged one a step. */
async function makeBoard(
  baseDir: string,
  rows: readonly Row[],
  options: Partial<BoardOptions> = {},
): Promise<string> {
  await using board = new Board({ name: "run", baseDir, captureOutput: false, ...options });
  for (const row of rows) board.log(row);
  return board.boardId;
}

function losses(count: number): Row[] {
  return Array.from(
    { length: count },
    (_, step) => ({ loss: 1 / (1 + step), step_squared: step ** 2 }),
  );
}

/** All files of a folder and when they were written. */
function filesIn(dir: string, prefix = ""): Map<string, number> {
  const files = new Map<string, number>();
  for (const { name, isDirectory } of Deno.readDirSync(join(dir, prefix))) {
    const path = join(prefix, name);
    if (isDirectory) { for (const [file, at] of filesIn(dir, path)) files.set(file, at); }
    else files.set(path, Deno.statSync(join(dir, path)).mtime!.getTime());
  }
  return files;
}

const metricsOf = (target: string) => `read_parquet('${target}/metrics/*/*.parquet')`;

/** What DuckDB, in another process, finds in the data set: rows of cells. */
async function query(reader: RowReader, sql: string): Promise<unknown[][]> {
  const { cells } = await reader.query("", sql);
  return (cells[0] ?? []).map((_, row) => cells.map((column) => column[row]));
}

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`exportDataset() writes one row a value, in one schema (${backend})`, async () => {
    using dir = new TempDir();
    const baseDir = dir.join("boards");
    {
      await using board = new Board({ name: "all types", baseDir, backend, captureOutput: false });
      board.log({ loss: NaN, note: "line\nbreak 😀", ok: true });
      board.step();
      board.log({ loss: -Infinity, 'it\'s "quoted"': 3 });
      board.log({});
      board.log({ loss: 0.5, ok: false, note: "" });
      board.logImages("only media", { data: new Uint8Array(4), width: 2, height: 2 });
    }
    const target = dir.join("dataset");
    const { written, failed, rows } = await exportDataset(baseDir, target);
    assertEquals(failed, []);
    assertEquals(rows, 8);
    await using reader = new RowReader();
    assertEquals(
      await query(
        reader,
        `SELECT column_name, column_type FROM (DESCRIBE FROM ${metricsOf(target)})`,
      ),
      [
        ["step", "BIGINT"],
        ["global_step", "BIGINT"],
        ["timestamp", "TIMESTAMP"],
        ["name", "VARCHAR"],
        ["value", "DOUBLE"],
        ["text", "VARCHAR"],
        ["board_id", "VARCHAR"],
      ],
    );
    const found = await query(
      reader,
      `SELECT step::DOUBLE, global_step::DOUBLE, name, value, text, board_id
       FROM ${metricsOf(target)} ORDER BY name, step`,
    );
    const [id] = written;
    assertEquals(found, [
      [1, 0, 'it\'s "quoted"', 3, null, id],
      [0, null, "loss", NaN, null, id],
      [1, 0, "loss", -Infinity, null, id],
      [3, 0, "loss", 0.5, null, id],
      [0, null, "note", null, "line\nbreak 😀", id],
      [3, 0, "note", null, "", id],
      [0, null, "ok", 1, null, id],
      [3, 0, "ok", 0, null, id],
    ]);
    // One file, up to the last step, and its runs.
    const [part, runs] = [...filesIn(target).keys()].filter((path) => path.endsWith(".parquet"));
    assert(part.includes("part-000000000000-000000000004-"), part);
    assertEquals(runs, "runs/runs.parquet");
    assertEquals(
      await query(
        reader,
        `SELECT board_id, name, status, last_step::DOUBLE FROM '${target}/${runs}'`,
      ),
      [[id, "all types", "finished", 4]],
    );
  });
}

Deno.test("exportDataset() writes nothing where nothing is new", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  const ids = [await makeBoard(baseDir, losses(10)), await makeBoard(baseDir, [])].sort();
  const target = dir.join("dataset");
  assertEquals((await exportDataset(baseDir, target)).written.length, 1);
  const before = filesIn(target);
  const second = await exportDataset(baseDir, target);
  assertEquals(second, { written: [], unchanged: ids, failed: [], problems: [], rows: 0 });
  assertEquals(filesIn(target), before);
});

Deno.test("exportDataset() writes new boards, and new steps of those that grew, only", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  const target = dir.join("dataset");
  const still = await makeBoard(baseDir, losses(10));
  const grown = await makeBoard(baseDir, losses(10), { backend: "parquet" });
  await exportDataset(baseDir, target);
  const before = filesIn(target);

  await makeBoard(baseDir, losses(5), { boardId: grown });
  const added = await makeBoard(baseDir, losses(3));
  const { written, unchanged, rows } = await exportDataset(baseDir, target);
  assertEquals(written, [grown, added].sort());
  assertEquals(unchanged, [still]);
  assertEquals(rows, 2 * (5 + 3));
  for (const [path, at] of before) {
    if (path.startsWith("metrics")) assertEquals(filesIn(target).get(path), at);
  }
  await using reader = new RowReader();
  const counts = await query(
    reader,
    `SELECT board_id, count(*)::DOUBLE, count(DISTINCT step)::DOUBLE FROM ${metricsOf(target)}
     GROUP BY 1 ORDER BY 1`,
  );
  assertEquals(
    counts,
    [[still, 20, 10], [grown, 30, 15], [added, 6, 3]].sort(([a], [b]) => a < b ? -1 : 1),
  );
});

Deno.test("exportDataset() takes what a run that goes on has so far", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  const target = dir.join("dataset");
  await using reader = new RowReader();
  await using board = new Board({
    name: "live",
    baseDir,
    backend: "parquet",
    captureOutput: false,
  });
  for (const [round, last] of [9, 14, 29].entries()) {
    while (board.currentStep < last) board.log({ loss: board.currentStep });
    await board.flush();
    const { written } = await exportDataset(baseDir, target);
    assertEquals(written, [board.boardId], `Round ${round}`);
    assertEquals(
      await query(
        reader,
        `SELECT count(*)::DOUBLE, count(DISTINCT step)::DOUBLE, max(step)::DOUBLE
         FROM ${metricsOf(target)}`,
      ),
      [[last + 1, last + 1, last]],
    );
  }
});

Deno.test("exportDataset() cuts large boards into files, and many metrics into groups", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  const wide = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`m${index}`, index]));
  const id = await makeBoard(baseDir, Array(10).fill({ ...wide, note: "text" }));
  const target = dir.join("dataset");
  const { rows } = await exportDataset(baseDir, target, { rowsPerPart: 1000 });
  assertEquals(rows, 3010);
  const parts = [...filesIn(target).keys()].filter((path) => path.includes(id));
  assertEquals(parts.map((path) => /part-0*(\d+)-0*(\d+)-/.exec(path)?.slice(1)).sort(), [
    ["0", "2"],
    ["3", "5"],
    ["6", "8"],
    ["9", "9"],
  ]);
  await using reader = new RowReader();
  const sums = `SELECT sum(value), count(text)::DOUBLE, count(DISTINCT name)::DOUBLE
    FROM ${metricsOf(target)}`;
  assertEquals(await query(reader, sums), [[10 * 300 * 299 / 2, 10, 301]]);
});

Deno.test("exportDataset() goes on after a kill, and no row is there twice", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  const target = dir.join("dataset");
  const metrics = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [`m${index}`, index]),
  );
  for (const name of ["a", "b", "c"]) {
    await makeBoard(baseDir, Array(500).fill(metrics), { boardId: name });
  }
  const partCount = () => {
    try {
      return [...filesIn(target).keys()].filter((path) => path.includes("part-")).length;
    } catch {
      return 0;
    }
  };
  let seen = 0;
  for (let round = 0; round < 3; round++) {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        fromFileUrl(new URL("../fixtures/export.ts", import.meta.url)),
        baseDir,
        target,
        "1000",
      ],
    }).spawn();
    let ended = false;
    const end = child.status.then(() => ended = true);
    while (!ended && partCount() < seen + 3) await new Promise((resolve) => setTimeout(resolve, 1));
    assert(!ended, "The export ended before the kill");
    child.kill("SIGKILL");
    await end;
    seen = partCount();
  }
  Deno.mkdirSync(join(target, "_kobo/tmp"), { recursive: true });
  Deno.writeTextFileSync(join(target, "_kobo/tmp/part.parquet"), "half of a file");
  await exportDataset(baseDir, target, { rowsPerPart: 1000 });
  await using reader = new RowReader();
  assertEquals(
    await query(
      reader,
      `SELECT count(*)::DOUBLE, count(DISTINCT (board_id, step, name))::DOUBLE
       FROM ${metricsOf(target)}`,
    ),
    [[30_000, 30_000]],
  );
  assertEquals([...filesIn(target).keys()].filter((path) => path.includes("tmp")), []);
});

Deno.test("exportDataset() writes a board anew that was made again under its id", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  const target = dir.join("dataset");
  await makeBoard(baseDir, losses(10), { boardId: "again" });
  await exportDataset(baseDir, target);
  Deno.removeSync(join(baseDir, "again"), { recursive: true });
  await makeBoard(baseDir, [{ accuracy: 1 }], { boardId: "again" });
  assertEquals((await exportDataset(baseDir, target)).written, ["again"]);
  await using reader = new RowReader();
  assertEquals(await query(reader, `SELECT name, value FROM ${metricsOf(target)}`), [
    ["accuracy", 1],
  ]);
});

Deno.test("exportDataset() writes again what was removed from the data set", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  const target = dir.join("dataset");
  await makeBoard(baseDir, losses(10), { boardId: "gap" });
  await exportDataset(baseDir, target, { rowsPerPart: 8 });
  const parts = [...filesIn(target).keys()].filter((path) => path.includes("part-")).sort();
  Deno.removeSync(join(target, parts[1]));
  assertEquals((await exportDataset(baseDir, target)).written, ["gap"]);
  await using reader = new RowReader();
  assertEquals(
    await query(
      reader,
      `SELECT count(*)::DOUBLE, count(DISTINCT (step, name))::DOUBLE FROM ${metricsOf(target)}`,
    ),
    [[20, 20]],
  );
});

Deno.test("exportDataset() lets others in at once, while another thread starts processes", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  await makeBoard(baseDir, losses(10), { boardId: "one" });
  // A process that is being started has our files for a moment.
  const source = `for (;;) await new Deno.Command(Deno.execPath(), {
    args: ["--version"], stdout: "null" }).output();`;
  const workers = [1, 2, 3, 4].map(() =>
    new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: "module" })
  );
  try {
    for (let time = 0; time < 60; time++) await exportDataset(baseDir, dir.join("dataset"));
  } finally {
    for (const worker of workers) worker.terminate();
  }
});

Deno.test("exportDataset() keeps ids texts, whatever they look like", async () => {
  for (
    const ids of [
      ["007", "20261122"],
      ["2026-11-22"],
      ["50% [a]=b", "it's {#1}^", "plus+1 %41", "日本"],
      ["_schema"],
    ]
  ) {
    using dir = new TempDir();
    const baseDir = dir.join("boards");
    const target = dir.join("dataset");
    for (const boardId of ids) await makeBoard(baseDir, [{ loss: 1 }], { boardId });
    await exportDataset(baseDir, target);
    assertEquals((await exportDataset(baseDir, target)).unchanged, ids);
    await using reader = new RowReader();
    assertEquals(
      await query(
        reader,
        `SELECT board_id, typeof(board_id) FROM ${metricsOf(target)} ORDER BY 1`,
      ),
      ids.map((id) => [id, "VARCHAR"]),
    );
  }
});

Deno.test("exportDataset() names what it cannot read, and keeps what was deleted", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  const target = dir.join("dataset");
  const deleted = await makeBoard(baseDir, [{ loss: 1 }]);
  await exportDataset(baseDir, target);
  Deno.removeSync(join(baseDir, deleted), { recursive: true });
  const good = await makeBoard(baseDir, [{ loss: 2 }]);
  await makeBoard(baseDir, losses(10), { boardId: "damaged" });
  Deno.writeTextFileSync(join(baseDir, "damaged/data/board.duckdb"), "no database");
  Deno.mkdirSync(join(baseDir, "no board"));
  Deno.writeTextFileSync(join(baseDir, "no board/metadata.json"), "{");

  const { written, failed } = await exportDataset(baseDir, target);
  assertEquals(written, [good]);
  assertEquals(failed.map(({ boardId }) => boardId), ["damaged", "no board"]);
  for (const { reason } of failed) assert(reason.length > 10, reason);
  await using reader = new RowReader();
  assertEquals(
    await query(reader, `SELECT board_id, value FROM ${metricsOf(target)} ORDER BY value`),
    [[deleted, 1], [good, 2]],
  );
  assertEquals(
    (await query(reader, `SELECT board_id FROM '${target}/runs/runs.parquet'`)).flat().sort(),
    [deleted, good].sort(),
  );
});

Deno.test("exportDataset() takes a board whose metadata cannot be read", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  const id = await makeBoard(baseDir, losses(10));
  Deno.writeTextFileSync(join(baseDir, id, "metadata.json"), "{");
  const target = dir.join("dataset");
  const { written, failed, problems, rows } = await exportDataset(baseDir, target);
  assertEquals([written, failed, rows], [[id], [], 20]);
  assertEquals(problems.map(({ boardId }) => boardId), [id]);
  assert(problems[0].problem.includes("metadata.json"), problems[0].problem);
  await using reader = new RowReader();
  assertEquals(
    await query(reader, `SELECT board_id, name, status FROM '${target}/runs/runs.parquet'`),
    [[id, id, "finished"]],
  );
});

Deno.test("exportDataset() tells how far it is", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  for (const boardId of ["a", "b"]) await makeBoard(baseDir, losses(3), { boardId });
  const told: unknown[] = [];
  await exportDataset(baseDir, dir.join("dataset"), { onProgress: (one) => told.push(one) });
  assertEquals(told, [
    { done: 0, total: 2, boardId: "a" },
    { done: 1, total: 2, boardId: "b" },
    { done: 2, total: 2 },
  ]);
});

Deno.test("exportDataset() of no boards is a data set without rows", async () => {
  using dir = new TempDir();
  Deno.mkdirSync(dir.join("boards"));
  const target = dir.join("dataset");
  await exportDataset(dir.join("boards"), target);
  await using reader = new RowReader();
  assertEquals(await query(reader, `SELECT count(*)::DOUBLE FROM ${metricsOf(target)}`), [[0]]);
});

Deno.test("exportDataset() refuses a target that is no data set, and leaves it alone", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  await makeBoard(baseDir, [{ loss: 1 }]);
  const refused = async (target: string, message: RegExp) => {
    const error = await assertRejects(() => exportDataset(baseDir, target), Error);
    assert(message.test(error.message), error.message);
  };
  Deno.writeTextFileSync(dir.join("file"), "mine");
  Deno.mkdirSync(dir.join("folder"));
  Deno.writeTextFileSync(dir.join("folder", "mine.txt"), "mine");
  const before = filesIn(dir.path);
  await refused(dir.join("file"), /^Cannot export to .*file: expected a data set .* a file$/);
  await refused(dir.join("folder"), /received a folder with other things in it, such as mine.txt$/);
  await refused(baseDir, /expected a folder outside/);
  await refused(join(baseDir, "dataset"), /expected a folder outside/);
  assertEquals(filesIn(dir.path), before);
  await assertRejects(() => exportDataset(dir.join("none"), dir.join("dataset")), Error);
  assertEquals(filesIn(dir.path), before);
  for (const rowsPerPart of [0, 0.5, NaN]) {
    await assertRejects(
      () => exportDataset(baseDir, dir.join("dataset"), { rowsPerPart }),
      RangeError,
    );
  }
});

Deno.test("exportDataset() refuses a data set that another export writes", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  await makeBoard(baseDir, [{ loss: 1 }]);
  const target = dir.join("dataset");
  const results = await Promise.allSettled([
    exportDataset(baseDir, target),
    exportDataset(baseDir, target),
  ]);
  const [refused] = results.filter((result) => result.status === "rejected");
  assertEquals(results.filter(({ status }) => status === "fulfilled").length, 1);
  assert(/another export writes it/.test(String(refused.reason)), String(refused.reason));
});

Deno.test("exportDataset() stops at a signal, and goes on from there", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  await makeBoard(baseDir, losses(10));
  const target = dir.join("dataset");
  const stop = AbortSignal.abort();
  await assertRejects(() => exportDataset(baseDir, target, { signal: stop }), DOMException);
  const controller = new AbortController();
  const reason = new Error("stopped");
  const stopped = await assertRejects(
    () =>
      exportDataset(baseDir, target, {
        signal: controller.signal,
        onProgress: () => queueMicrotask(() => controller.abort(reason)),
      }),
    Error,
  );
  assertEquals(stopped, reason);
  assertEquals((await exportDataset(baseDir, target)).rows, 20);
});
