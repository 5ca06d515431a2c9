/**
 * What a reader makes of files that become others while it looks at them.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { Histogram } from "../../../mod.ts";
import { openBoard } from "../../../reader/mod.ts";
import { ParquetFiles } from "../../../reader/snapshot/parquet_files.ts";
import { FrameEncoder } from "../../../format/journal_payloads.ts";
import { OpenBoards } from "../../board/open_boards.ts";
import { copyFolder } from "../../faults/support/copy_folder.ts";
import { acquire } from "../../../system/file_mutex.ts";
import { makeBlock } from "../../support/make_block.ts";
import { untilJournaled } from "../../support/until_journaled.ts";
import { joinBytes } from "../../../format/join_bytes.ts";

const COUNT = "SELECT count(*), count(DISTINCT step) FROM metrics";

/** A board of a run that was killed before its first commit: it has nothing but a journal. */
function makeUnfinished(boardDir: string, boardId: string): string {
  const journal = join(boardDir, "data", "journal");
  Deno.mkdirSync(journal, { recursive: true });
  const metadata = {
    name: "unfinished",
    board_id: boardId,
    config: {},
    backend: "parquet",
    created_at: "2026-01-02T03:04:05.000Z",
    format_version: 1,
    status: "running",
    runtime: {},
  };
  Deno.writeTextFileSync(join(boardDir, "metadata.json"), JSON.stringify(metadata));
  return join(journal, "000001.journal");
}

/** Records of the journal, one a step, each with some metrics whose value is the step. */
function records(from: number, to: number, metrics = ["value"]): Uint8Array<ArrayBuffer> {
  const encoder = new FrameEncoder();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let step = from; step < to; step++) {
    const columns = metrics.map((name) => ({ name, type: "double" as const, cells: [step] }));
    parts.push(Uint8Array.from(encoder.encode(makeBlock(step, 1, columns))));
  }
  return joinBytes(...parts);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

Deno.test("BoardReader gives no row twice of a run that is resumed while it waits for the file", async () => {
  await using boards = new OpenBoards();
  const options = { backend: "duckdb", boardId: "run" } as const;
  const first = boards.open(options);
  for (let i = 0; i < 100; i++) first.log({ value: i });
  await first.finish();
  const boardDir = boards.dir.join("finished");
  copyFolder(first.boardDir, boardDir);
  const second = boards.open(options);
  for (let i = 0; i < 50; i++) second.log({ value: i });
  await second.flush();
  const resumed = boards.dir.join("resumed");
  copyFolder(second.boardDir, resumed);

  await using reader = await openBoard(boardDir);
  assertEquals((await reader.sql(COUNT)).rows, [[100, 100]]);
  // As a query of another reader has it.
  const giveBack = await acquire(boardDir, false);
  let isDone = false;
  const pending = reader.sql(COUNT).finally(() => isDone = true);
  await pause(100);
  assertEquals(isDone, false, "The reader does not wait for the file");
  Deno.renameSync(join(boardDir, "data"), boards.dir.join("before"));
  Deno.renameSync(join(resumed, "data"), join(boardDir, "data"));
  giveBack();
  assertEquals((await pending).rows, [[150, 150]]);
});

Deno.test("BoardReader misses no row of a run that is finished while it reads the journal", async () => {
  await using boards = new OpenBoards();
  const boardDir = boards.dir.join("unfinished");
  const journal = makeUnfinished(boardDir, "unfinished");
  Deno.writeFileSync(journal, records(0, 100));
  await using reader = await openBoard(boardDir);
  assertEquals((await reader.sql(COUNT)).rows, [[100, 100]]);
  Deno.writeFileSync(journal, records(100, 2000), { append: true });
  const finished = boards.dir.join("finished");
  copyFolder(boardDir, finished);
  await boards.open({ boardId: "finished", backend: "parquet" }).finish();

  const pending = reader.sql(COUNT);
  await pause(0); // It lets others have their turn between some records and the next ones.
  Deno.renameSync(join(boardDir, "data"), boards.dir.join("before"));
  Deno.renameSync(join(finished, "data"), join(boardDir, "data"));
  assertEquals((await pending).rows, [[2000, 2000]]);
  assertEquals(reader.problems, []);
});

Deno.test("BoardReader misses no part that a run adds as it finishes, whose earlier parts stay", async () => {
  await using boards = new OpenBoards();
  const first = boards.open({ boardId: "first", backend: "parquet", flushIntervalMs: 3_600_000 });
  for (let i = 0; i < 50; i++) first.log({ value: i });
  await first.flush();
  for (let i = 50; i < 100; i++) first.log({ value: i });
  await untilJournaled(first);
  const boardDir = boards.dir.join("unfinished");
  copyFolder(first.boardDir, boardDir);
  const data = join(boardDir, "data");
  const before = new Set([...Deno.readDirSync(data)].map(({ name }) => name));
  await first.finish();
  const added = [...Deno.readDirSync(join(first.boardDir, "data"))].map(({ name }) => name)
    .filter((name) => name.startsWith("metrics.") && !before.has(name));
  assertEquals(added.length, 1);
  // A reader may be held up between its look at the files and that at the journal.
  const { open } = ParquetFiles.prototype;
  ParquetFiles.prototype.open = async function (options) {
    const opened = await open.call(this, options);
    for (const part of added.splice(0)) {
      Deno.renameSync(join(first.boardDir, "data", part), join(data, part));
      Deno.removeSync(join(data, "journal"), { recursive: true });
    }
    return opened;
  };
  try {
    await using reader = await openBoard(boardDir);
    assertEquals((await reader.sql(COUNT)).rows, [[100, 100]]);
  } finally {
    ParquetFiles.prototype.open = open;
  }
});

Deno.test("BoardReader takes no file for damaged that gets another name while it looks", async () => {
  await using boards = new OpenBoards();
  const first = boards.open({ boardId: "first", backend: "parquet" });
  for (let i = 0; i < 10; i++) {
    first.log({ value: i, sizes: new Histogram([i]) });
    await first.flush();
  }
  const boardDir = boards.dir.join("unfinished");
  copyFolder(first.boardDir, boardDir);
  const data = join(boardDir, "data");
  const names = [...Deno.readDirSync(data)].map(({ name }) => name)
    .filter((name) => name.startsWith("histograms."));
  const part = names.sort().at(-1)!;
  for (let turns = 0; turns < 40; turns++) {
    await using reader = await openBoard(boardDir);
    const pending = reader.sql("SELECT count(*) FROM histograms");
    for (let turn = 0; turn < turns; turn++) await pause(0);
    Deno.renameSync(join(data, part), join(data, "histograms.parquet"));
    assertEquals((await pending).rows, [[10]]);
    assertEquals(reader.problems, [], `renamed after ${turns} turns`);
    Deno.renameSync(join(data, "histograms.parquet"), join(data, part));
  }
});

Deno.test("BoardReader knows another journal by its content, not by its inode", async () => {
  await using boards = new OpenBoards();
  const boardDir = boards.dir.join("board");
  const journal = makeUnfinished(boardDir, "board");
  Deno.writeFileSync(journal, records(0, 10));
  await using reader = await openBoard(boardDir);
  const sum = "SELECT count(*), sum(value) FROM metrics";
  assertEquals((await reader.sql(sum)).rows, [[10, 45]]);
  // In its place, as if made anew under the number that the removed one gave free.
  Deno.writeFileSync(journal, records(100, 120, ["value", "other"]));
  assertEquals((await reader.sql(sum)).rows, [[20, 2190]]);
  assertEquals(reader.problems, []);
});
