import { assert, assertEquals } from "@std/assert";
import { rewindBoard } from "../../../board/rewind/rewind_board.ts";
import { undoRewind } from "../../../board/rewind/undo_rewind.ts";
import { WatchState } from "../../../cli/watch/watch_state.ts";
import { WatchedFolder } from "../../../cli/watch/watched_folder.ts";
import { Board } from "../../../mod.ts";
import { OwnFolder } from "../../../reader/summaries/own_folder.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

Deno.test("kobo watch tells of each alert of a board that is rewound, forked, resumed or made anew", async () => {
  using dir = new TempDir();
  const own = new OwnFolder(dir.path);
  /** What a watch that begins now tells. */
  const look = async () => {
    const state = new WatchState(own, "watch_test.json");
    const folder = new WatchedFolder(dir.path, undefined, 600_000, state);
    await folder.look();
    await folder.close();
    const told = state.pending.splice(0).map(({ event }) => event);
    state.save();
    for (const { id } of told) {
      assert(!ids.has(id), `${id} is told twice`);
      ids.add(id);
    }
    return told.map(({ kind, boardId, title }) => `${boardId} ${title ?? kind}`);
  };
  const ids = new Set<string>();
  /** Logs rows, each with an alert, and looks before and after the end. */
  const run = async (boardId: string, titles: string[], options = {}) => {
    const board = new Board({
      name: "n",
      boardId,
      baseDir: dir.path,
      backend: "parquet",
      ...options,
      captureOutput: false,
      systemMetrics: false,
    });
    for (const title of titles) {
      board.log({ loss: 1 });
      board.alert(title, { level: "info" });
    }
    await board.flush();
    const live = await look();
    await board.finish();
    return [...live, ...await look()];
  };
  const boardDir = dir.join("board");
  await look();
  assertEquals(await run("board", ["a0", "a1", "a2", "a3"]), [
    ...["board a0", "board a1", "board a2", "board a3", "board finished"],
  ]);
  assertEquals(await run("board", ["b2"], { rewindTo: { step: 1 } }), [
    ...["board b2", "board finished"],
  ]);
  assertEquals(await run("board", ["b3"]), ["board b3", "board finished"]);
  assertEquals(await run("fork", ["f2"], { forkFrom: { boardId: "board", step: 1 } }), [
    ...["fork f2", "fork finished"],
  ]);
  await undoRewind(boardDir, undefined, () => {});
  assertEquals(await look(), []);
  assertEquals(await run("board", ["c4"]), ["board c4", "board finished"]);
  await rewindBoard(boardDir, { step: 2 }, () => {});
  assertEquals(await look(), []);
  assertEquals(await run("board", ["d3"]), ["board d3", "board finished"]);
  Deno.removeSync(boardDir, { recursive: true });
  assertEquals(await run("board", ["e0"]), ["board e0", "board finished"]);
});
