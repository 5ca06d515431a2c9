import { assertEquals } from "@std/assert";
import { Board } from "../../../../mod.ts";
import { AnnotationStore } from "../../../../viewer/server/boards/annotations.ts";
import { BoardCache } from "../../../../viewer/server/boards/board_cache.ts";
import type { BoardDetails } from "../../../../viewer/server/boards/board_details.ts";
import { BoardFolders } from "../../../../viewer/server/boards/board_folders.ts";
import { SummaryStore } from "../../../../viewer/server/boards/summary_store.ts";
import type { BoardTasks } from "../../../../viewer/server/readers/board_tasks.ts";
import { OwnFolder } from "../../../../reader/summaries/own_folder.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { until } from "../../support/until.ts";

const DETAILS: { details: BoardDetails; sizeBytes: number } = {
  details: {
    metrics: [],
    media: [],
    tables: [],
    histograms: [],
    counts: { steps: 1, metrics: 0, media: 0, tables: 0, histograms: 0 },
    lastStep: 0,
    firstTimestamp: null,
    problems: [],
  },
  sizeBytes: 1,
};

function openCache(baseDir: string, tasks: BoardTasks): BoardCache {
  const folders = new BoardFolders(baseDir);
  const own = new OwnFolder(baseDir);
  return new BoardCache(folders, new AnnotationStore(own), tasks, new SummaryStore(folders, own));
}

Deno.test("BoardCache reads a board again that could not be read, though its files look the same", async () => {
  using dir = new TempDir();
  const board = new Board({ name: "a", boardId: "a", baseDir: dir.path, backend: "parquet" });
  board.log({ loss: 1 });
  await board.finish();
  let reads = 0;
  // As where its files' rights are taken, and given back: no name, size or time tells of that.
  const tasks: BoardTasks = {
    run() {
      if (++reads <= 2) return Promise.reject(new Error("permission denied"));
      return Promise.resolve(new TextEncoder().encode(JSON.stringify(DETAILS)));
    },
    drop: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  const cache = openCache(dir.path, tasks);
  const status = async () => {
    const { boards } = JSON.parse(new TextDecoder().decode((await cache.list()).bytes));
    return boards.map(({ status, problems }: { status: string; problems: string[] }) =>
      [status, ...problems].join()
    );
  };
  assertEquals(await status(), ["broken,permission denied"]);
  const { structure } = cache;
  // As while a page is open, which asks for the list when the structure has changed.
  await until(() => {
    cache.refresh();
    return cache.structure !== structure;
  });
  assertEquals([await status(), reads], [["finished"], 3]);
  cache.refresh();
  await new Promise((resolve) => setTimeout(resolve, 10));
  assertEquals(reads, 3);
  cache.close();
});

Deno.test("BoardCache reads boards that cannot be read again one at a time, however many there are", async () => {
  using dir = new TempDir();
  for (const boardId of ["a", "b", "c", "d"]) {
    const board = new Board({ name: boardId, boardId, baseDir: dir.path, backend: "parquet" });
    board.log({ loss: 1 });
    await board.finish();
  }
  let reads = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const tasks: BoardTasks = {
    async run() {
      if (++reads > 4) await promise; // As a stranger's board, of which no reading ends.
      throw new Error("permission denied");
    },
    drop: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  const cache = openCache(dir.path, tasks);
  await cache.list();
  await until(() => {
    cache.refresh();
    return reads > 4;
  });
  cache.refresh();
  await new Promise((done) => setTimeout(done, 10));
  assertEquals(reads, 5);
  cache.close();
  resolve();
});
