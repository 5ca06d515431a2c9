import { assert, assertEquals, assertRejects } from "@std/assert";
import { Board, type BoardOptions } from "../../mod.ts";
import {
  BoardReadError,
  listBoards,
  openBoard,
  openBoards,
  type TableName,
} from "../../reader/mod.ts";
import { forgetMirrors } from "../../reader/sent_boards.ts";
import { syncBoards } from "../../sync/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { filesIn } from "../faults/support/copy_folder.ts";
import { SmallS3 } from "../sync/support/small_s3.ts";

const TABLES: readonly TableName[] = ["metrics", "media", "tables", "histograms"];

/** A bucket with boards of a sync, and a cache of its own. */
class Bucket implements AsyncDisposable {
  readonly dir = new TempDir();
  readonly server = new SmallS3();
  readonly home = this.dir.join("home");
  readonly cache = this.dir.join("cache");

  constructor() {
    forgetMirrors({ KOBO_CACHE_DIR: this.cache });
  }

  board(options: Partial<BoardOptions> = {}): Board {
    const usual = { name: "sent", baseDir: this.home, captureOutput: false };
    return new Board({ ...usual, backend: "parquet", ...options });
  }

  async sync(): Promise<void> {
    const { failed } = await syncBoards(this.home, this.server.address, { s3: this.server.s3 });
    assertEquals(failed, []);
    this.server.takeRequests();
  }

  address(boardId: string): string {
    return `${this.server.address}/${boardId}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    this.dir[Symbol.dispose]();
  }
}

function log(board: Board, steps: number): void {
  for (let i = 0; i < steps; i++) board.log({ loss: i === 1 ? NaN : 1 / (1 + i) });
  board.logImages("sample", { data: new Uint8Array(16).fill(steps), width: 4, height: 4 });
  board.logTable("table", [{ class: "cat", precision: NaN }]);
}

async function tablesOf(boardDir: string, s3?: SmallS3["s3"]): Promise<unknown> {
  await using reader = await openBoard(boardDir, { s3 });
  const tables: unknown[] = [];
  for (const table of TABLES) {
    const { columns, rows } = await reader.sql(`SELECT * FROM ${table} ORDER BY step`);
    tables.push({ columns, rows });
  }
  const { metadata } = reader;
  return { tables, status: reader.status, name: metadata.name, config: metadata.config };
}

Deno.test("openBoard() and openBoards() read boards in a bucket as at home, each object once", async () => {
  await using bucket = new Bucket();
  const { server } = bucket;
  const { s3 } = server;
  for (const boardId of ["one", "two"]) {
    const board = bucket.board({ boardId, config: { lr: 0.1 } });
    log(board, boardId === "one" ? 3 : 5);
    await board.finish();
  }
  await bucket.sync();
  assertEquals(
    await tablesOf(bucket.address("one"), s3),
    await tablesOf(bucket.dir.join("home", "one")),
  );
  const first = server.takeRequests();
  assertEquals(first.filter((request) => request.includes("two")), []);
  assertEquals(first.filter((request) => request.startsWith("GET one/media/")), []);

  await using boards = await openBoards(server.address, {}, { s3 });
  const { rows } = await boards.sql(
    'SELECT board_id, count(*), any_value("config.lr") FROM metrics JOIN runs USING (board_id) ' +
      "GROUP BY 1 ORDER BY 1",
  );
  assertEquals(rows, [["one", 5, 0.1], ["two", 7, 0.1]]);
  const more = server.takeRequests();
  assertEquals(more.filter((request) => request.startsWith("GET one/data/")), []);
  const listed = await listBoards(server.address, { s3 });
  const facts = listed.map(({ boardId, boardDir, counts, status, sizeBytes }) => ({
    boardId,
    boardDir,
    status,
    steps: counts?.steps,
    metrics: counts?.metrics,
    isSized: sizeBytes > 1000,
  }));
  assertEquals(facts.toSorted((a, b) => a.boardId < b.boardId ? -1 : 1), [
    {
      boardId: "one",
      boardDir: bucket.address("one"),
      status: "finished",
      steps: 5,
      metrics: 1,
      isSized: true,
    },
    {
      boardId: "two",
      boardDir: bucket.address("two"),
      status: "finished",
      steps: 7,
      metrics: 1,
      isSized: true,
    },
  ]);
  assertEquals(server.takeRequests(), ["LIST ", "GET .kobo/annotations.json"]);
});

Deno.test("openBoard() follows a run that goes on in a bucket, ends and goes on again", async () => {
  await using bucket = new Bucket();
  const { s3 } = bucket.server;
  const address = bucket.address("run");
  const home = bucket.dir.join("home", "run");
  for (let run = 0; run < 2; run++) {
    const board = bucket.board({ boardId: "run" });
    for (let round = 0; round < 2; round++) {
      log(board, 3);
      await board.flush();
      await bucket.sync();
      forgetMirrors();
      assertEquals(await tablesOf(address, s3), await tablesOf(home));
    }
    await board.finish();
    await bucket.sync();
    forgetMirrors();
    assertEquals(await tablesOf(address, s3), await tablesOf(home));
  }
});

Deno.test("a reader of a bucket finds each row once while a run is sent, ends and goes on", async () => {
  await using bucket = new Bucket();
  const { s3 } = bucket.server;
  const address = bucket.address("run");
  let last = 0;
  let isWriting = true;
  const write = async () => {
    for (let run = 0; run < 2; run++) {
      const board = bucket.board({ boardId: "run" });
      for (let round = 0; round < 3; round++) {
        for (let i = 0; i < 5; i++) board.log({ loss: board.currentStep + 1 });
        await board.flush();
        const { failed } = await syncBoards(bucket.home, bucket.server.address, { s3 });
        assertEquals(failed, []);
      }
      await board.finish();
      await syncBoards(bucket.home, bucket.server.address, { s3 });
    }
  };
  const first = bucket.board({ boardId: "run" });
  first.log({ loss: 0 });
  await first.finish();
  await bucket.sync();
  const writing = write().finally(() => isWriting = false);
  const read = async () => {
    forgetMirrors();
    await using reader = await openBoard(address, { s3 });
    const { rows } = await reader.sql("SELECT step, loss FROM metrics ORDER BY step");
    assertEquals(rows, rows.map((_, step) => [step, step]));
    assert(rows.length >= last, `${rows.length} after ${last}`);
    last = rows.length;
  };
  while (isWriting) await read();
  await writing;
  await read();
  assertEquals(last, 31);
});

Deno.test("a reader of a bucket misses no row where a run ends between two of its requests", async () => {
  await using bucket = new Bucket();
  const { server } = bucket;
  let steps = 0;
  for (const request of ["GET run/metadata.json", "GET run/sync.json", "LIST run/"]) {
    const board = bucket.board({ boardId: "run" });
    const logAndSync = async () => {
      board.log({ loss: steps++ });
      if (steps % 2 === 0) await board.finish();
      else await board.flush();
      await syncBoards(bucket.home, server.address, { s3: server.s3 });
    };
    const read = async () => {
      forgetMirrors();
      await using reader = await openBoard(bucket.address("run"), { s3: server.s3 });
      const { rows } = await reader.sql("SELECT step FROM metrics ORDER BY step");
      assertEquals(rows, rows.map((_, step) => [step]));
      return { count: rows.length, status: reader.status };
    };
    await logAndSync();
    assertEquals((await read()).count, steps); // What was there before is in the cache now.
    let isEnded = false;
    server.onRequest = (said) => {
      if (isEnded || said !== request) return undefined;
      isEnded = true;
      return logAndSync();
    };
    const { count, status } = await read();
    server.onRequest = () => undefined;
    assert(isEnded && count >= steps - 1, `${request}: ${count} of ${steps}`);
    assert(status !== "finished" || count === steps, `${request}: ${count} of ${steps}, ${status}`);
  }
});

Deno.test("what is in the cache is compared before it is believed, and bounded", async () => {
  await using bucket = new Bucket();
  const { server } = bucket;
  const { s3 } = server;
  const board = bucket.board({ boardId: "run" });
  log(board, 100);
  await board.finish();
  await bucket.sync();
  const address = bucket.address("run");
  const atHome = await tablesOf(board.boardDir);
  assertEquals(await tablesOf(address, s3), atHome);
  const [name] = filesIn(bucket.cache).filter((path) => path.endsWith("data/metrics.parquet"));
  const path = `${bucket.cache}/${name}`;
  // One that another program has replaced is fetched again.
  const bytes = Deno.readFileSync(path);
  Deno.writeFileSync(path, bytes.map((byte) => byte ^ 1));
  forgetMirrors();
  assertEquals(await tablesOf(address, s3), atHome);
  // One that has decayed, so that its time says nothing, gives no other values.
  const { mtime } = Deno.statSync(path);
  using file = Deno.openSync(path, { write: true });
  file.seekSync(bytes.length >> 1, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array([bytes[bytes.length >> 1]! ^ 0xff]));
  Deno.utimeSync(path, mtime!, mtime!);
  forgetMirrors();
  const error = await tablesOf(address, s3).then((found) => found, (error) => error);
  if (!(error instanceof BoardReadError)) assertEquals(error, atHome);

  Deno.removeSync(bucket.cache, { recursive: true });
  forgetMirrors({ KOBO_CACHE_DIR: bucket.cache, KOBO_CACHE_BYTES: "1000" });
  await assertRejects(() => tablesOf(address, s3), BoardReadError, "KOBO_CACHE_BYTES");
});

Deno.test("a bucket is somebody else's: nothing that is there leads out of the cache, or is believed", async () => {
  await using bucket = new Bucket();
  const { server } = bucket;
  const { s3 } = server;
  const board = bucket.board({ boardId: "run" });
  log(board, 3);
  await board.finish();
  await bucket.sync();
  const metadata = server.objects.get("run/metadata.json")!;
  for (const id of ["..", ".hidden", "a:b", "nul", "x/../y", "x".repeat(300), "y".repeat(252)]) {
    server.objects.set(`${id}/metadata.json`, metadata);
  }
  server.objects.set("broken/metadata.json", new TextEncoder().encode("{"));
  server.objects.set(".kobo/annotations.json", new TextEncoder().encode("nonsense"));
  const listed = await listBoards(server.address, { s3 });
  assertEquals(listed.map(({ boardId, status }) => [boardId, status]).toSorted(), [
    ["broken", "broken"],
    ["run", "finished"],
  ]);
  const outside = [...Deno.readDirSync(bucket.dir.path)].map(({ name }) => name).toSorted();
  assertEquals(outside, ["cache", "home"]);
  const metrics = server.objects.get("run/data/metrics.parquet")!;
  const cases: [key: string, content: string, reason: string][] = [
    ["run/data/metrics.parquet", "PAR1 nonsense PAR1", "metrics.parquet"],
    ["run/sync.json", "{}", "sync.json"],
    ["run/metadata.json", '{"format_version": 99}', "metadata.json"],
  ];
  for (const [key, content, reason] of cases) {
    const before = server.objects.get(key)!;
    server.objects.set(key, new TextEncoder().encode(content));
    forgetMirrors();
    await assertRejects(() => tablesOf(bucket.address("run"), s3), BoardReadError, reason);
    server.objects.set(key, before);
  }
  server.objects.delete("run/metadata.json");
  forgetMirrors();
  await assertRejects(() => tablesOf(bucket.address("run"), s3), BoardReadError, "or not yet");
  server.objects.set("run/metadata.json", metadata);
  server.objects.delete("run/data/metrics.parquet");
  forgetMirrors();
  await assertRejects(() => tablesOf(bucket.address("run"), s3), BoardReadError, "is missing");
  server.objects.set("run/data/metrics.parquet", metrics);
  server.onRequest = () =>
    new Response("<Error><Code>AccessDenied</Code></Error>", { status: 403 });
  forgetMirrors();
  await assertRejects(() => tablesOf(bucket.address("run"), s3), BoardReadError, "AccessDenied");
});
