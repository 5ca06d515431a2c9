import { assert, assertEquals, assertRejects } from "@std/assert";
import { Board, type BoardOptions } from "../../mod.ts";
import { BoardNotFoundError, openBoard, type TableName } from "../../reader/mod.ts";
import { StoreError, type StoreErrorKind, syncBoards } from "../../sync/mod.ts";
import { ProcessEffort } from "../../testing/process_effort.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { filesIn } from "../faults/support/copy_folder.ts";
import { RowReader } from "../support/row_reader.ts";
import { count } from "../faults/support/suite.ts";
import { RemoteCheck } from "./support/remote_check.ts";

const TABLES: readonly TableName[] = ["metrics", "media", "tables", "histograms"];

async function writeBoard(baseDir: string, options: Partial<BoardOptions> = {}): Promise<Board> {
  const board = new Board({ name: "sent", baseDir, captureOutput: false, ...options });
  for (let step = 0; step < 20; step++) {
    board.log({ loss: step === 3 ? NaN : 1 / (1 + step), zero: step % 2 === 0 ? -0 : 0 });
  }
  board.log({ "val/ü ß": "text", ok: true });
  board.logImages("sample", { data: new Uint8Array(16).fill(7), width: 4, height: 4 });
  board.logTable("table", [{ class: "cat", precision: 0.5 }]);
  board.logHistogram("grads", new Float32Array([1, 2, 3]));
  await board.finish();
  return board;
}

Deno.test("syncBoards() sends all rows of boards of both backends as Parquet, once", async () => {
  using dir = new TempDir();
  const [home, there] = [dir.join("home"), dir.join("there")];
  const ids = ["duckdb", "parquet"] as const;
  for (const boardId of ids) await writeBoard(home, { boardId, backend: boardId });
  const first = await syncBoards(home, there);
  assertEquals(first.sent.toSorted(), [...ids]);
  assertEquals([first.failed, first.problems, first.rows], [[], [], 2 * (24 + 3)]);
  await using check = new RemoteCheck();
  for (const id of ids) {
    await using reader = await openBoard(dir.join("home", id));
    for (const table of TABLES) {
      const query = `SELECT * EXCLUDE timestamp, epoch_us(timestamp) FROM rows ORDER BY step`;
      const { rows } = await reader.sql(query.replace("FROM rows", `FROM ${table}`));
      const sent = await check.query(dir.join("there", id), table, query);
      assertEquals(sent.map((row) => row.map(plain)), rows.map((row) => row.map(plain)));
    }
  }
  const files = filesIn(there);
  assertEquals(files.filter((path) => path.includes("live")), []);
  const second = await syncBoards(home, there);
  assertEquals(second.unchanged.toSorted(), [...ids]);
  assertEquals([second.sent, second.rows, second.objects], [[], 0, 0]);
  assertEquals(filesIn(there), files);
});

Deno.test("syncBoards() sends the boards that are named, and no others", async () => {
  using dir = new TempDir();
  for (const boardId of ["a", "b"]) await writeBoard(dir.join("home"), { boardId });
  const { sent } = await syncBoards(dir.join("home"), dir.join("there"), { boards: ["b"] });
  assertEquals(sent, ["b"]);
  await assertRejects(
    () => syncBoards(dir.join("home"), dir.join("there"), { boards: ["c"] }),
    BoardNotFoundError,
    '"c"',
  );
});

Deno.test("syncBoards() writes nothing in a dry run, and counts what it would", async () => {
  using dir = new TempDir();
  await writeBoard(dir.join("home"), { boardId: "a" });
  const dry = await syncBoards(dir.join("home"), dir.join("there"), { dryRun: true });
  await assertRejects(() => Deno.stat(dir.join("there")), Deno.errors.NotFound);
  const wet = await syncBoards(dir.join("home"), dir.join("there"));
  assertEquals(dry.sent, ["a"]);
  assertEquals(dry.rows, wet.rows);
});

Deno.test("syncBoards() refuses targets that hold something else, and changes nothing there", async () => {
  using dir = new TempDir();
  const home = dir.join("home");
  const board = await writeBoard(home, { boardId: "a", backend: "parquet" });
  await writeBoard(dir.join("others"), { boardId: "other" });
  const before = filesIn(dir.path);
  const refused = async (target: string, kind: StoreErrorKind, reason: string) => {
    const error = await assertRejects(() => syncBoards(home, target), StoreError, reason);
    assertEquals(error.kind, kind);
  };
  await refused(dir.join("others", "other"), "invalid", "it holds a board");
  await refused(dir.join("others"), "invalid", "it holds other things, such as other/");
  await refused(home, "bad_address", "expected a folder apart");
  await refused(board.boardDir, "bad_address", "expected a folder apart");
  await refused(dir.path, "bad_address", "expected a folder apart");
  await refused(dir.join("no", "such"), "no_store", "is missing");
  await refused("ftp://host/boards", "bad_address", "ftp");
  assertEquals(filesIn(dir.path), before);
  Deno.mkdirSync(dir.join("newer"));
  Deno.writeTextFileSync(dir.join("newer", "kobo_boards.json"), '{"version": 2}');
  await refused(dir.join("newer"), "invalid", "not of version 1");
});

Deno.test("syncBoards() sends the other boards where one cannot be sent", async () => {
  using dir = new TempDir();
  const home = dir.join("home");
  await writeBoard(home, { boardId: "a", backend: "parquet" });
  await writeBoard(home, { boardId: "b", backend: "parquet" });
  await Deno.writeFile(dir.join("home", "a", "data", "metrics.parquet"), new Uint8Array(100));
  const { sent, failed } = await syncBoards(home, dir.join("there"));
  assertEquals(sent, ["b"]);
  assertEquals(failed.map(({ boardId }) => boardId), ["a"]);
  assert(failed[0]!.reason.includes("metrics.parquet"), failed[0]!.reason);
});

Deno.test("syncBoards() shows whole runs only in data/, at every moment", async () => {
  using dir = new TempDir();
  const [home, there] = [dir.join("home"), dir.join("there")];
  const total = count(5, 50);
  for (let run = 0; run < total; run++) await writeBoard(home, { boardId: `run_${run}` });
  await using rows = new RowReader();
  let isSyncing = true;
  const sync = syncBoards(home, there).finally(() => isSyncing = false);
  const sql = `SELECT count(*) FROM read_parquet('${there}/*/data/metrics*.parquet')`;
  let last = 0;
  while (isSyncing) {
    const found = await rows.number("", sql).catch((error) => {
      if (/No files found/.test(String(error))) return 0;
      throw error;
    });
    assertEquals(found % 24, 0);
    assert(found >= last);
    last = found;
  }
  await sync;
  assertEquals(await rows.number("", sql), total * 24);
});

Deno.test("syncBoards() follows boards through an outage, and says so once", async () => {
  using dir = new TempDir();
  const [home, there] = [dir.join("home"), dir.join("there")];
  await writeBoard(home, { boardId: "a", backend: "parquet" });
  const controller = new AbortController();
  const problems: string[] = [];
  const isSent = (id: string) => {
    try {
      return Deno.statSync(dir.join("there", id, "metadata.json")).isFile;
    } catch {
      return false;
    }
  };
  const until = async (what: () => boolean) => {
    const effort = new ProcessEffort(Deno.pid);
    while (!what()) {
      assert(effort.ms < 30_000, String(what));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  let rounds = 0;
  const sync = syncBoards(home, there, {
    follow: true,
    intervalMs: 100,
    signal: controller.signal,
    onProblem: (problem) => void problems.push(problem),
    onProgress: ({ done, total }) => {
      if (done === total) rounds++;
    },
  });
  await until(() => rounds > 0); // Its files are there, and none of them is being written.
  Deno.renameSync(there, dir.join("away"));
  await writeBoard(home, { boardId: "b", backend: "parquet" });
  await until(() => problems.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 500));
  Deno.renameSync(dir.join("away"), there);
  await until(() => isSent("b"));
  controller.abort();
  const { sent, failed } = await sync;
  assertEquals([sent.toSorted(), failed], [["a", "b"], []]);
  assertEquals(problems.length, 1, problems.join());
  assert(problems[0]!.includes("it is gone; it is tried again"), problems[0]);
});

Deno.test("syncBoards() refuses options that are none", async () => {
  using dir = new TempDir();
  const call = (options: object) => () => syncBoards(dir.path, dir.join("there"), options);
  await assertRejects(call({ follows: true }), TypeError, "follow");
  const wrong = syncBoards(dir.path, "s3://KEY:SECRET@bucket", { follows: true } as object);
  const { message } = await assertRejects(() => wrong, TypeError);
  assert(!message.includes("SECRET"), message);
  await assertRejects(call({ intervalMs: 10 }), RangeError, "100 or more");
  await assertRejects(call({ parts: ["all"] }), RangeError, "media, logs");
});

/** A value of the reader, and one that the other process found, in the same words. */
function plain(value: unknown): string {
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "bigint") return String(value);
  return Array.isArray(value) || ArrayBuffer.isView(value)
    ? Array.from(value as Iterable<unknown>, plain).join()
    : String(value);
}
