import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { Board } from "../../../mod.ts";
import { exportDataset } from "../../../reader/mod.ts";
import { RowReader } from "../../support/row_reader.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { filesIn, losses, makeBoard, metricsOf, query } from "./dataset_support.ts";

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
    [[still, 20, 10], [grown, 30, 15], [added, 6, 3]].sort(([a = 0], [b = 0]) => a < b ? -1 : 1),
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
        fromFileUrl(new URL("../fixtures/export_dataset.ts", import.meta.url)),
        baseDir,
        target,
        "1000",
        "8", // Of thirty, and more than are waited for.
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
  Deno.removeSync(join(target, parts[1]!));
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
