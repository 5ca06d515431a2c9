import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { Board } from "../../../mod.ts";
import { exportDataset } from "../../../reader/mod.ts";
import { RowReader } from "../../support/row_reader.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { filesIn, losses, makeBoard, metricsOf, query } from "./dataset_support.ts";

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`exportDataset() writes one row per value, in one schema (${backend})`, async () => {
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
    assert(part!.includes("part-000000000000-000000000004-"), part);
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

Deno.test("exportDataset() keeps ids that other programs take for no value, and each zero's sign", async () => {
  using dir = new TempDir();
  const noValue = "__HIVE_DEFAULT_PARTITION__";
  const ids = ["NULL", "Null1", noValue, "__hive_default_partition__", "null"];
  const zeros = [0, -0, 0, -0, -0];
  for (const boardId of ids) {
    // Parquet, as DuckDB keeps one sign where a column is nothing but zeros.
    const rows = zeros.map((loss, step) => ({ loss, step_squared: step ** 2 }));
    // No new board gets that id; one of an earlier version may have it.
    const newId = boardId === noValue ? "renamed" : boardId;
    await makeBoard(dir.join("boards"), rows, { boardId: newId, backend: "parquet" });
  }
  Deno.renameSync(dir.join("boards", "renamed"), dir.join("boards", noValue));
  const target = dir.join("dataset");
  const { rows, problems } = await exportDataset(dir.join("boards"), target);
  assertEquals(rows, 10 * ids.length);
  assertEquals(problems.map(({ boardId }) => boardId), [noValue]);
  assertStringIncludes(problems[0]!.problem, "pandas");
  await using reader = new RowReader();
  assertEquals(
    await query(
      reader,
      `SELECT board_id, list(signbit(value) ORDER BY step)::VARCHAR FROM ${metricsOf(target)}
       WHERE name = 'loss' GROUP BY 1 ORDER BY 1`,
    ),
    ids.map((id) => [id, "[false, true, false, true, true]"]),
  );
  assertEquals((await exportDataset(dir.join("boards"), target)).unchanged, ids);
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
  Deno.removeSync(join(baseDir, id, "metadata.backup.json")); // Else its name is known.
  const target = dir.join("dataset");
  const { written, failed, problems, rows } = await exportDataset(baseDir, target);
  assertEquals([written, failed, rows], [[id], [], 20]);
  assertEquals(problems.map(({ boardId }) => boardId), [id]);
  assert(problems[0]!.problem.includes("metadata.json"), problems[0]!.problem);
  await using reader = new RowReader();
  assertEquals(
    await query(reader, `SELECT board_id, name, status FROM '${target}/runs/runs.parquet'`),
    [[id, id, "finished"]],
  );
});

Deno.test("exportDataset() reports its progress", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  for (const boardId of ["a", "b"]) await makeBoard(baseDir, losses(3), { boardId });
  const calls: unknown[] = [];
  await exportDataset(baseDir, dir.join("dataset"), { onProgress: (one) => calls.push(one) });
  assertEquals(calls, [
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
