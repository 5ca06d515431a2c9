/**
 * What Spark, DuckDB, Polars and pandas find in a data set: `deno task
 * test:spark`. It installs PySpark with pip the first time, and wants Java 17.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { Board } from "../../mod.ts";
import { exportDataset } from "../../reader/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { pythonEnvironment } from "./environment.ts";

const REQUIREMENTS = fromFileUrl(new URL("./spark_requirements.txt", import.meta.url));
const QUERIES = fromFileUrl(new URL("./dataset_queries.py", import.meta.url));

const environment = await pythonEnvironment(REQUIREMENTS);
const isMissing = typeof environment === "string" || !hasJava();
if (isMissing) {
  const reason = typeof environment === "string" ? environment : "there is no Java";
  console.warn(`Spark's tests are left out: ${reason}`);
}
const python = typeof environment === "string" ? "" : environment.python;

interface Found {
  queries: number;
  rows: number;
  boards: string[];
  types: Record<string, string>;
  versions: Record<string, string>;
}

Deno.test({
  name: "Spark agrees with DuckDB on a data set, and after three more boards",
  ignore: isMissing,
  async fn() {
    using dir = new TempDir();
    const baseDir = dir.join("kohakuboard");
    const target = dir.join("dataset");
    const first: string[] = [];
    for (let index = 0; index < 5; index++) first.push(await makeBoard(baseDir, index));
    const { written, rows } = await exportDataset(baseDir, target);
    assertEquals(written, first.toSorted());

    const found = await query(target);
    console.log(found.queries, "queries agree on", found.rows, "rows:", found.versions);
    assertEquals(found.rows, rows);
    assertEquals(found.boards, first.toSorted());
    assertEquals(found.types, {
      step: "bigint",
      global_step: "bigint",
      timestamp: "timestamp_ntz",
      name: "string",
      value: "double",
      text: "string",
      board_id: "string",
    });

    const before = partsIn(target);
    const added: string[] = [];
    for (let index = 5; index < 8; index++) added.push(await makeBoard(baseDir, index));
    const second = await exportDataset(baseDir, target);
    assertEquals(second.written, added.toSorted());
    assertEquals(second.unchanged, first.toSorted());
    const after = partsIn(target);
    for (const [path, at] of before) assertEquals(after.get(path), at);
    assertEquals(after.size, before.size + 3);
    const all = await query(target);
    assertEquals(all.rows, rows + second.rows);
    assertEquals(all.boards, [...first, ...added].toSorted());
  },
});

Deno.test({
  name: "Spark, Polars and pandas take ids for texts, whatever they look like",
  ignore: isMissing,
  async fn() {
    const groups = [["007", "20261122"], ["50% [a]=b", "it's {#1}^", "+%41", "日本"]];
    for (const ids of groups) {
      using dir = new TempDir();
      const baseDir = dir.join("kohakuboard");
      for (const [index, boardId] of ids.entries()) await makeBoard(baseDir, index, boardId);
      await exportDataset(baseDir, dir.join("dataset"));
      const { boards, types } = await query(dir.join("dataset"));
      assertEquals(new Set(boards), new Set(ids));
      assertEquals(types.board_id, "string");
    }
  },
});

async function makeBoard(baseDir: string, index: number, boardId?: string): Promise<string> {
  await using board = new Board({
    name: index % 2 === 0 ? "even" : "odd",
    boardId,
    config: { lr: 0.1 / (1 + index) },
    backend: index % 2 === 0 ? "duckdb" : "parquet",
    baseDir,
    captureOutput: false,
  });
  board.log({ note: "before the first epoch" });
  for (let epoch = 0; epoch < 3; epoch++) {
    board.step();
    for (let batch = 0; batch < 1000; batch++) {
      const loss = batch === 500 ? NaN : Math.sin(batch) / (1 + index);
      board.log({ "train/loss": loss, "train/ok": batch % 3 > 0, [`own/${index}`]: batch });
    }
    board.log({ "val/accuracy": 1 - 1 / (2 + epoch + index), note: `epoch ${epoch} 😀\nends` });
  }
  return board.boardId;
}

function partsIn(target: string): Map<string, number> {
  const parts = new Map<string, number>();
  for (const { name: board } of Deno.readDirSync(join(target, "metrics"))) {
    for (const { name } of Deno.readDirSync(join(target, "metrics", board))) {
      const path = join(board, name);
      parts.set(path, Deno.statSync(join(target, "metrics", path)).mtime!.getTime());
    }
  }
  assert(parts.size > 0);
  return parts;
}

async function query(target: string): Promise<Found> {
  const { code, stdout, stderr } = await new Deno.Command(python, {
    args: [QUERIES, target],
    env: { PYTHONDONTWRITEBYTECODE: "1", PYSPARK_PYTHON: python },
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1)!);
}

function hasJava(): boolean {
  try {
    return new Deno.Command("java", { args: ["-version"], stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}
