/**
 * Tests of a board that is sent. The file has more than 300 lines because it has a test for each place
 * where a round may end, or find another state than it left.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Board } from "../../mod.ts";
import { BoardLock } from "../../format/board_lock.ts";
import { type BoardSummary, openBoard } from "../../reader/mod.ts";
import { pushBoard } from "../../sync/board_push.ts";
import { LocalBoard } from "../../sync/local_board.ts";
import { FolderStore } from "../../stores/folder_store.ts";
import { StoreError } from "../../stores/store_error.ts";
import { SYNC_PARTS } from "../../sync/sync_parts.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { Random } from "../faults/support/random.ts";
import { copyFolder } from "../faults/support/copy_folder.ts";
import { count, SEED } from "../faults/support/suite.ts";
import { BrokenStore, KilledError } from "./support/broken_store.ts";
import { RemoteCheck } from "./support/remote_check.ts";

/** A board of this process, which with Parquet is read while it is written, and where it is sent. */
class PushedRun implements AsyncDisposable {
  readonly dir = new TempDir();
  readonly store = new FolderStore(this.dir.join("store"));
  readonly remoteDir = this.dir.join("store", "run");
  board: Board;
  /** Where rows of a run that goes on are put together. */
  maxPieces?: number;
  #isFinished = false;
  /** It knows nothing of the store, so that a kill takes nothing from it. */
  #local?: LocalBoard;

  constructor() {
    Deno.mkdirSync(this.dir.join("store"));
    this.board = this.open();
  }

  /** Opens the board, or goes on with it. */
  open(): Board {
    return new Board({
      name: "pushed",
      boardId: "run",
      backend: "parquet",
      baseDir: this.dir.join("home"),
      captureOutput: false,
      systemMetrics: false, // On a busy machine a run may last until the first are sampled.
    });
  }

  /** Ends the run, until something is logged again. */
  async finish(): Promise<void> {
    await this.board.finish();
    this.#isFinished = true;
  }

  /** Logs some steps, with an image now and then. */
  log(steps: number): void {
    if (this.#isFinished) this.board = this.open();
    this.#isFinished = false;
    for (let i = 0; i < steps; i++) {
      const step = this.board.currentStep + 1;
      this.board.log({ loss: lossAt(step) });
      if (step % 7 !== 0) continue;
      const data = new Uint8Array(16).fill(step);
      this.board.logImages("sample", { data, width: 4, height: 4 });
    }
  }

  /** Logs some steps, and waits until they are read. */
  async flush(steps: number): Promise<void> {
    this.log(steps);
    await this.board.flush();
  }

  /** Sends the board by one store, once. */
  async push(store: FolderStore | BrokenStore = this.store, parts = SYNC_PARTS) {
    this.#local ??= await LocalBoard.open(this.summary, {});
    const { maxPieces } = this;
    const settings = { parts: new Set(parts), tempDir: this.dir.path, maxPieces };
    return await pushBoard(store, this.#local, settings);
  }

  get summary(): BoardSummary {
    return { boardId: "run", boardDir: this.board.boardDir } as BoardSummary;
  }

  names(folder: string): string[] {
    try {
      return [...Deno.readDirSync(`${this.remoteDir}/${folder}`)].map(({ name }) => name).sort();
    } catch {
      return [];
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.board.finish();
    await this.#local?.[Symbol.asyncDispose]();
    this.dir[Symbol.dispose]();
  }
}

/** Each image has a step of its own, after one that is divisible by 7. */
function lossAt(step: number): number | null {
  return step % 7 === 1 ? null : 1 / (1 + step);
}

Deno.test("pushBoard() sends each row once, wherever it is killed", async (t) => {
  await using check = new RemoteCheck();
  let kills = 0;
  for (let run = 0; run < count(2, 100); run++) {
    await t.step(`seed ${SEED}, run ${run}`, async () => {
      const random = new Random(`${SEED} kills ${run}`);
      await using pushed = new PushedRun();
      if (run % 2 === 1) pushed.maxPieces = 3;
      for (let round = 0; round < 12; round++) {
        if (random.next() < 0.2) await pushed.finish();
        else pushed.log(random.int(0, 12));
        const store = new BrokenStore(pushed.store, random.int(0, 12), random.next() < 0.5);
        await pushed.push(store).catch((error) => {
          assert(error instanceof KilledError, `${error}`);
          kills++;
        });
        const steps = await check.steps(pushed.remoteDir, lossAt);
        assert(steps <= pushed.board.currentStep + 1);
      }
      await pushed.finish();
      await pushed.push();
      assertEquals(
        await check.steps(pushed.remoteDir, lossAt),
        pushed.board.currentStep + 1,
      );
      assertEquals(pushed.names("live"), []);
    });
  }
  assert(kills > 0);
});

Deno.test("pushBoard() sends each row once where several send the same board", async () => {
  await using check = new RemoteCheck();
  await using pushed = new PushedRun();
  pushed.maxPieces = 3;
  const random = new Random(`${SEED} many`);
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, random.int(0, 20)));
  for (let round = 0; round < 5; round++) {
    await pushed.flush(20);
    if (round === 2 || round === 4) await pushed.finish();
    const stores = Array.from(
      { length: 3 },
      () => new BrokenStore(pushed.store, Infinity, false, pause),
    );
    await Promise.all(stores.map((store) => pushed.push(store)));
    const steps = await check.steps(pushed.remoteDir, lossAt);
    assertEquals(steps, pushed.board.currentStep + 1);
  }
  assertEquals(pushed.names("live"), []);
  assertEquals(pushed.names("data"), ["media.parquet", "metrics.parquet"]);
});

Deno.test("pushBoard() sends nothing of a board that another has sent under the same id", async () => {
  await using pushed = new PushedRun();
  await pushed.flush(10);
  await pushed.push();
  await using other = new PushedRun();
  await other.flush(30);
  await assertRefused(other.push(pushed.store), "it is another board");
  await pushed.finish();
  await pushed.push();
  await assertRefused(other.push(pushed.store), "it is another board");
  assertEquals(pushed.names("live"), []);
});

Deno.test("pushBoard() sends nothing of a board that lost rows which were sent", async () => {
  await using pushed = new PushedRun();
  await pushed.flush(10);
  await pushed.finish();
  const copy = pushed.dir.join("copy");
  copyFolder(pushed.board.boardDir, copy);
  await pushed.flush(10);
  await pushed.finish();
  await pushed.push();
  Deno.removeSync(pushed.board.boardDir, { recursive: true });
  Deno.renameSync(copy, pushed.board.boardDir);
  await assertRefused(pushed.push(), "it has rows up to step 23, this one up to 11");
  await pushed.flush(20);
  await pushed.finish();
  await assertRefused(pushed.push(), "its step 23 is another one");
});

Deno.test("pushBoard() puts no older copy of a board over what was sent since", async () => {
  await using pushed = new PushedRun();
  const metadata = () => JSON.parse(Deno.readTextFileSync(`${pushed.remoteDir}/metadata.json`));
  const copies = ["running", "finished"].map((name) => pushed.dir.join(name));
  await pushed.flush(10);
  copyFolder(pushed.board.boardDir, copies[0]!);
  await pushed.finish();
  copyFolder(pushed.board.boardDir, copies[1]!);
  await pushed.push();
  const pushCopy = async (boardDir: string) => {
    await using local = await LocalBoard.open({ boardId: "run", boardDir }, {});
    const settings = { parts: new Set(SYNC_PARTS), tempDir: pushed.dir.path };
    await pushBoard(pushed.store, local, settings);
  };
  await pushCopy(copies[0]!);
  assertEquals(metadata().status, "finished");
  pushed.log(0);
  await pushed.board.flush();
  await pushed.push();
  const resumed = metadata();
  assertEquals([resumed.status, resumed.resumed_at.length], ["running", 1]);
  await pushCopy(copies[1]!);
  assertEquals(metadata(), resumed);
});

Deno.test("pushBoard() calls no run finished whose process still has the board", async () => {
  await using pushed = new PushedRun();
  const metadata = () => JSON.parse(Deno.readTextFileSync(`${pushed.remoteDir}/metadata.json`));
  await pushed.flush(10);
  await pushed.finish();
  const lock = new BoardLock(pushed.board.boardDir); // finish() writes the status before it lets go.
  await pushed.push();
  assertEquals([metadata().status, metadata().finished_at], ["running", undefined]);
  lock.release();
  await pushed.push();
  assertEquals(metadata().status, "finished");
  assertEquals(pushed.names("data").includes("metrics.parquet"), true);
});

Deno.test("pushBoard() leaves out what is not asked for, and sends it when it is", async () => {
  await using check = new RemoteCheck();
  await using pushed = new PushedRun();
  await pushed.flush(10);
  pushed.board.logTable("table", [{ a: 1 }]);
  await pushed.board.flush();
  await pushed.push(pushed.store, []);
  assertEquals(pushed.names("media"), []);
  assertEquals(pushed.names("live").map((name) => name.split(".")[0]), ["metrics"]);
  await pushed.finish();
  await pushed.push(pushed.store, ["tables"]);
  assertEquals(pushed.names("data"), ["metrics.parquet", "tables.parquet"]);
  assertEquals(pushed.names("logs"), []);
  await pushed.push();
  assertEquals(pushed.names("data"), ["media.parquet", "metrics.parquet", "tables.parquet"]);
  assertEquals(pushed.names("media").length, 2);
  await check.steps(pushed.remoteDir, (step) => step === 12 ? null : lossAt(step));
});

Deno.test("pushBoard() sends no file that is not as it was written, and says so", async () => {
  await using pushed = new PushedRun();
  await pushed.flush(1);
  await pushed.finish();
  const [medium = ""] = [...Deno.readDirSync(`${pushed.board.boardDir}/media`)]
    .map(({ name }) => name);
  Deno.writeTextFileSync(`${pushed.board.boardDir}/media/${medium}`, "damaged");
  const { problems } = await pushed.push();
  assert(problems.some((problem) => problem.includes(`${medium} is not as it was written`)));
  assertEquals(pushed.names("media"), []);
});

Deno.test("pushBoard() changes nothing where what is there is none of its own", async () => {
  await using pushed = new PushedRun();
  await pushed.flush(3);
  await pushed.push();
  const path = `${pushed.remoteDir}/sync.json`;
  const before = Deno.readTextFileSync(path);
  const records = [
    ["{}", "it is no record of a sync"],
    ['{"version": 2}', "it has version 2"],
    [before.replace('"claims": [', '"claims": ["../../elsewhere", '), "it is no record of a sync"],
    [before.replace('"data": {}', '"data": {"other": 1}'), "it is no record"],
  ];
  await pushed.flush(3);
  for (const [text, reason] of records) {
    Deno.writeTextFileSync(path, text!);
    await assertRefused(pushed.push(), reason!);
    assertEquals(Deno.readTextFileSync(path), text);
  }
  Deno.writeTextFileSync(path, before);
  await pushed.push();
  Deno.writeTextFileSync(`${pushed.remoteDir}/metadata.json`, '{"format_version": 99}');
  await assertRefused(pushed.push(), "it has format version 99");
});

Deno.test("pushBoard() leaves metadata there that are better than those at home, and sends the rows", async () => {
  await using check = new RemoteCheck();
  await using pushed = new PushedRun();
  await pushed.flush(5);
  await pushed.push();
  const path = `${pushed.remoteDir}/metadata.json`;
  const before = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(`${pushed.board.boardDir}/metadata.json`, "damaged");
  await pushed.flush(5);
  const { problems } = await pushed.push();
  assert(problems.some((problem) => problem.includes("metadata.json")), problems.join());
  assertEquals(Deno.readTextFileSync(path), before);
  assertEquals(await check.steps(pushed.remoteDir, lossAt), pushed.board.currentStep + 1);
});

Deno.test("pushBoard() looks up nothing that an earlier round has left", async () => {
  await using pushed = new PushedRun();
  await pushed.flush(3);
  const settings = { parts: new Set(SYNC_PARTS), tempDir: pushed.dir.path };
  await using local = await LocalBoard.open(pushed.summary, {});
  const store = new BrokenStore(pushed.store, Infinity, false);
  const { remote } = await pushBoard(store, local, settings);
  store.calls = 0;
  await pushBoard(store, local, settings, remote);
  assertEquals(store.calls, 0);
  await pushed.flush(3); // Steps without an image.
  await pushBoard(store, local, settings, remote);
  assertEquals(store.calls, 2); // The record, and a piece of metrics.
  await pushed.push(); // By another.
  await pushed.flush(3);
  await pushed.push();
  await pushed.flush(3);
  await pushBoard(store, local, settings, remote);
  await using check = new RemoteCheck();
  assertEquals(await check.steps(pushed.remoteDir, lossAt), pushed.board.currentStep + 1);
});

async function assertRefused(push: Promise<unknown>, reason: string): Promise<void> {
  const error = await assertRejects(() => push, StoreError, reason);
  assertEquals(error.kind, "invalid");
}

Deno.test("pushBoard() puts the pieces of a long run together, and no reader counts a row twice", async () => {
  await using check = new RemoteCheck();
  await using pushed = new PushedRun();
  pushed.maxPieces = 3;
  let most = 0;
  for (let round = 0; round < 7; round++) {
    await pushed.flush(3);
    await pushed.push();
    most = Math.max(most, pushed.names("live").filter((name) => name.startsWith("metrics")).length);
    assertEquals(await check.steps(pushed.remoteDir, lossAt), pushed.board.currentStep + 1);
  }
  assertEquals(most, 2);
  await using reader = await openBoard(pushed.remoteDir);
  const { rows } = await reader.sql("SELECT count(*), max(step) FROM metrics");
  assertEquals(rows, [[pushed.board.currentStep + 1, pushed.board.currentStep]]);
});

Deno.test("pushBoard() sends the writer's log where logs were left out before", async () => {
  await using pushed = new PushedRun();
  await pushed.flush(3);
  await pushed.finish();
  Deno.writeTextFileSync(`${pushed.board.boardDir}/logs/writer.log`, "what went wrong\n");
  await pushed.push(pushed.store, ["media", "tables", "histograms"]);
  assertEquals(pushed.names("logs"), []);
  await pushed.push();
  assertEquals(pushed.names("logs"), ["writer.log"]);
});

Deno.test("pushBoard() leaves rows in the store that are missing at home, and sends the new ones", async () => {
  await using check = new RemoteCheck();
  await using pushed = new PushedRun();
  await pushed.flush(15); // An image is a step of its own, after 0, 7 and 14.
  await pushed.finish();
  await pushed.push();
  const data = `${pushed.board.boardDir}/data`;
  const steps = async () => {
    await using reader = await openBoard(pushed.remoteDir);
    return (await reader.sql("SELECT step FROM media ORDER BY step")).rows.flat().map(Number);
  };
  assertEquals(await steps(), [1, 8, 15]);
  // As after a disk's repair, by whoever goes on with the files as they are.
  Deno.removeSync(`${pushed.board.boardDir}/file_checksums.json`);
  Deno.removeSync(`${data}/media.parquet`);
  const { problems } = await pushed.push();
  assertEquals(problems.filter((problem) => problem.includes("missing at home")).length, 1);
  assertEquals(await steps(), [1, 8, 15]);
  await pushed.flush(7);
  await pushed.finish();
  const again = await pushed.push();
  assert(again.problems.some((problem) => problem.startsWith("rows of media that were sent")));
  assertEquals(await steps(), [1, 8, 15, 22]);
  assertEquals((await pushed.push()).remote.record.content.counts?.media, 3);
  assertEquals(await check.steps(pushed.remoteDir, lossAt), pushed.board.currentStep + 1);
});

Deno.test("pushBoard() goes on where output that was to be sent was cut off", async () => {
  await using pushed = new PushedRun();
  await pushed.flush(3);
  const log = `${pushed.board.boardDir}/logs/output.log`;
  Deno.mkdirSync(`${pushed.board.boardDir}/logs`, { recursive: true });
  Deno.writeTextFileSync(log, "first line\n");
  await pushed.push();
  Deno.writeTextFileSync(log, "first line\nsecond line\n");
  // It is claimed, and then the sync is killed.
  for (let calls = 1;; calls++) {
    const broken = new BrokenStore(pushed.store, calls, true);
    await assertRejects(() => pushed.push(broken), KilledError);
    if (/output\.0+11-/.test(Deno.readTextFileSync(`${pushed.remoteDir}/sync.json`))) break;
  }
  Deno.writeTextFileSync(log, "first line\n");
  await pushed.flush(3);
  const { problems } = await pushed.push();
  assert(problems.some((problem) => problem.includes("output.log has 11 bytes")), problems.join());
  assertEquals((await pushed.push()).problems, []);
  Deno.writeTextFileSync(log, "first line\nanother\n");
  await pushed.finish();
  await pushed.push();
  assertEquals(pushed.names("logs"), [
    "output.000000000000-000000000010.log",
    "output.000000000011-000000000018.log",
    "writer.log",
  ]);
  await using check = new RemoteCheck();
  assertEquals(await check.steps(pushed.remoteDir, lossAt), pushed.board.currentStep + 1);
});
