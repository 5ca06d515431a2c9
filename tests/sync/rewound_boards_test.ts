import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { rewindBoard } from "../../board/rewind/rewind_board.ts";
import { undoRewind } from "../../board/rewind/undo_rewind.ts";
import { Board } from "../../mod.ts";
import { openBoard } from "../../reader/mod.ts";
import { exportDataset } from "../../reader/mod.ts";
import { pushBoard } from "../../sync/board_push.ts";
import { LocalBoard } from "../../sync/local_board.ts";
import { syncBoards } from "../../sync/mod.ts";
import { FolderStore } from "../../stores/folder_store.ts";
import { SYNC_PARTS } from "../../sync/sync_parts.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { copyFolder } from "../faults/support/copy_folder.ts";
import { RowReader } from "../support/row_reader.ts";

const LOG = { name: "run", boardId: "run", backend: "parquet", captureOutput: false } as const;

/** The marks of a board's rows at one place, and its images' steps. */
async function marksIn(dir: TempDir, place: string): Promise<[unknown[], unknown[]]> {
  await using reader = await openBoard(`${dir.join(place)}/run`);
  const { rows } = await reader.sql("SELECT step, mark FROM metrics ORDER BY step");
  assertEquals(rows.map(([step]) => step), rows.map((_, index) => index));
  const media = await reader.sql("SELECT step FROM media");
  return [rows.map(([, mark]) => mark), media.rows.flat()];
}

function logSteps(board: Board, mark: number, to: number): void {
  while (board.currentStep < to) {
    const image = { data: new Uint8Array(4).fill(mark), width: 2, height: 2 };
    if (board.currentStep === to - 2) board.logImages("image", image);
    else board.log({ mark });
  }
}

Deno.test("A board that was rewound is synced anew, without rows of the history before", async () => {
  using dir = new TempDir();
  const [home, there] = [dir.join("home"), dir.join("there")];
  const sync = async () => {
    const { failed, problems } = await syncBoards(home, there);
    assertEquals([failed, problems], [[], []]);
    assertEquals(await marksIn(dir, "there"), await marksIn(dir, "home"));
  };
  const dataset = async () => {
    await exportDataset(home, dir.join("dataset"));
    await using rows = new RowReader();
    const { cells: [steps = [], marks = []] } = await rows.query(
      "",
      `SELECT step, value FROM read_parquet('${dir.join("dataset")}/**/part-*.parquet')
       WHERE name = 'mark' ORDER BY step`,
    );
    const [found] = await marksIn(dir, "home");
    const expected = found.flatMap((mark, step) => mark === null ? [] : [[step, mark]]);
    assertEquals(Array.from(steps, (step, row) => [Number(step), marks[row]]), expected);
  };
  const board = new Board({ ...LOG, baseDir: home });
  logSteps(board, 1, 9);
  await board.finish();
  await sync();
  await dataset();
  copyFolder(home, dir.join("copy"));

  // Without a run, with one that ends before and behind, while one goes on, and undone.
  await rewindBoard(board.boardDir, { step: 6 }, () => {});
  await sync();
  await dataset();
  for (const [mark, step, to] of [[2, 3, 5], [3, 2, 12]] as const) {
    const again = new Board({ ...LOG, baseDir: home, rewindTo: { step } });
    logSteps(again, mark, to);
    await again.flush();
    await sync();
    await again.finish();
    await sync();
  }
  await undoRewind(board.boardDir, undefined, () => {});
  await sync();
  assertEquals((await syncBoards(home, there)).unchanged, ["run"]);
  await dataset();

  // A copy from before, and one of which another has gone on.
  const { failed: [older] } = await syncBoards(dir.join("copy"), there);
  assertMatch(
    String(older?.reason),
    /it went back to step 2 at .*, of which this one knows nothing/,
  );
  await syncBoards(dir.join("copy"), dir.join("second"));
  copyFolder(dir.join("copy"), dir.join("elsewhere"));
  const elsewhere = new Board({ ...LOG, baseDir: dir.join("elsewhere") });
  logSteps(elsewhere, 9, 11);
  await elsewhere.finish();
  await syncBoards(dir.join("elsewhere"), dir.join("second"));
  await rewindBoard(`${dir.join("copy")}/run`, { step: 1 }, () => {});
  const { failed: [gone] } = await syncBoards(dir.join("copy"), dir.join("second"));
  assertMatch(String(gone?.reason), /it has gone on elsewhere, while this one went back/);
  assertEquals(await marksIn(dir, "second"), await marksIn(dir, "elsewhere"));
});

/** A store whose user is slow: before it removes an object for the first time, another has its turn. */
class SlowStore extends FolderStore {
  removed: string[] = [];
  readonly #other: () => Promise<unknown>;
  readonly #isKilled: boolean;

  /** @param isKilled Whether its user is killed once it has removed the rows. */
  constructor(path: string, other: () => Promise<unknown>, isKilled: boolean) {
    super(path);
    this.#other = other;
    this.#isKilled = isKilled;
  }

  override async delete(key: string): Promise<void> {
    if (this.removed.length === 0) await this.#other();
    this.removed.push(key);
    await super.delete(key);
  }

  override async put(...args: Parameters<FolderStore["put"]>): Promise<string> {
    if (this.#isKilled && this.removed.length > 0) throw new Error("killed");
    return await super.put(...args);
  }
}

for (const isLive of [false, true]) {
  const what = isLive ? "goes on" : "has ended";
  Deno.test(`Of two syncs that follow one rewind, the slower one takes nothing of the faster one's for long (a run that ${what})`, async () => {
    for (const isKilled of [false, true]) {
      using dir = new TempDir();
      const [home, there] = [dir.join("home"), dir.join("there")];
      const first = new Board({ ...LOG, baseDir: home });
      logSteps(first, 1, 9);
      await first.flush();
      if (!isLive) await first.finish();
      await syncBoards(home, there);
      await first.finish();
      const again = new Board({ ...LOG, baseDir: home, rewindTo: { step: 2 } });
      logSteps(again, 2, 9); // As many rows: pieces of both histories have the same names.
      await again.flush();
      if (!isLive) await again.finish();

      const fast = async () => {
        await syncBoards(home, there);
        if (!isLive) return;
        logSteps(again, 2, 14);
        await again.flush();
        await syncBoards(home, there);
      };
      const store = new SlowStore(there, fast, isKilled);
      await using local = await LocalBoard.open({ boardId: "run", boardDir: again.boardDir }, {});
      const settings = { parts: new Set(SYNC_PARTS), tempDir: dir.path };
      const slow = pushBoard(store, local, settings);
      if (isKilled) await assertRejects(() => slow, Error, "killed");
      else await slow;
      assert(store.removed.some((key) => key.includes("metrics")));
      if (isKilled) {
        const { failed, problems: [said] } = await syncBoards(home, there);
        assertEquals(failed, []);
        if (isLive) assertMatch(String(said?.problem), /rows of .* that were sent are missing/);
      }
      assertEquals(await marksIn(dir, "there"), await marksIn(dir, "home"));
      await again.finish();
      await syncBoards(home, there);
      assertEquals(await marksIn(dir, "there"), await marksIn(dir, "home"));
    }
  });
}

Deno.test("A sync that follows sends again what a slower one has taken of it, also where that one is killed and nobody comes after it", async () => {
  using dir = new TempDir();
  const [home, there] = [dir.join("home"), dir.join("there")];
  const first = new Board({ ...LOG, baseDir: home });
  logSteps(first, 1, 9);
  await first.flush();
  await syncBoards(home, there);
  await first.finish();
  const again = new Board({ ...LOG, baseDir: home, rewindTo: { step: 2 } });
  logSteps(again, 2, 9);
  await again.flush();

  const controller = new AbortController();
  let rounds = 0;
  let following: ReturnType<typeof syncBoards> | undefined;
  const waitForRounds = async (count: number) => {
    const last = rounds + count;
    while (rounds < last) {
      const pause = new Promise((resolve) => setTimeout(resolve, 10));
      assert(await Promise.race([pause, following]) === undefined, "it has ended");
    }
  };
  const store = new SlowStore(there, async () => {
    following = syncBoards(home, there, {
      follow: true,
      intervalMs: 100,
      signal: controller.signal,
      onProgress: ({ done, total }) => {
        if (done === total) rounds++;
      },
    });
    await waitForRounds(2);
  }, true);
  await using local = await LocalBoard.open({ boardId: "run", boardDir: again.boardDir }, {});
  const settings = { parts: new Set(SYNC_PARTS), tempDir: dir.path };
  await assertRejects(() => pushBoard(store, local, settings), Error, "killed");
  assert(store.removed.some((key) => key.includes("metrics")));
  await waitForRounds(2); // The first one may have begun before.
  assertEquals(await marksIn(dir, "there"), await marksIn(dir, "home"));
  controller.abort();
  const { failed, problems } = await following!;
  assertEquals(failed, []);
  assertMatch(String(problems[0]?.problem), /rows of .* that were sent are missing/);
  await again.finish();
});
