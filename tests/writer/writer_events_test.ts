import { assert, assertEquals } from "@std/assert";
import { openBackend as openDuckDb } from "../../backends/duckdb/duckdb_backend.ts";
import { openBackend as openParquet } from "../../backends/parquet/parquet_backend.ts";
import { isDataFile } from "../../format/data_files.ts";
import { writeMetadata } from "../../format/metadata.ts";
import { openBoard, verifyBoard } from "../../reader/mod.ts";
import { pullBoards, syncBoards } from "../../sync/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import type { SentEvents } from "../../writer/records.ts";
import { Writer } from "../../writer/writer.ts";
import { RUN_METADATA } from "../support/run_metadata.ts";
import { stepsBlock } from "./fake_disk.ts";
import { KeptTables } from "./kept_tables.ts";
import { TestedWriter } from "./tested_writer.ts";

function alert(number: number, step: number | null): SentEvents<"alerts"> {
  const row = { number, level: "warn", title: `alert ${number}`, text: null };
  return { table: "alerts", step, globalStep: null, timeMs: 1e12 + number, rows: [row] };
}

const QUERY = "SELECT number, step, epoch_ms(timestamp), title FROM alerts ORDER BY number";

/** The rows of some alerts, all at one step but the first. */
function rowsOf(count: number, step: number): unknown[][] {
  return Array.from({ length: count }, (_, number) => [
    number,
    number === 0 ? null : step,
    1e12 + number,
    `alert ${number}`,
  ]);
}

for (const [backend, openBackend] of [["duckdb", openDuckDb], ["parquet", openParquet]] as const) {
  Deno.test(`Writer keeps rows of event tables as they come, several at one step (${backend})`, async () => {
    using dir = new TempDir();
    const boardDir = dir.join("home/run");
    Deno.mkdirSync(boardDir, { recursive: true });
    const metadata = { ...RUN_METADATA, board_id: "run", backend };
    const problems: string[] = [];
    const start = (flushIntervalMs = 1e6) =>
      new Writer({
        dataDir: `${boardDir}/data`,
        metadata,
        openBackend,
        isDataFile: (name) => isDataFile(name, backend),
        flushIntervalMs,
        busyTimeoutMs: 5000,
        journalOnly: false,
        onAlive: () => {},
        onWork: () => {},
        onBlockedOnDisk: () => {},
        onRecordsAcked: () => {},
        onProblem: (message) => problems.push(message),
        onEvent: () => {},
      });
    let count = 0;
    const check = async (writer: Writer, acks: number) => {
      const acked: number[] = [];
      for (let i = 0; i < acks; i++) {
        const number = count++;
        writer.addEvents(alert(number, number === 0 ? null : 2), () => acked.push(number));
      }
      assertEquals(acked.length, acks, "the journal has them at once");
      await using reader = await openBoard(boardDir);
      assertEquals((await reader.sql(QUERY)).rows, rowsOf(count, 2));
      assertEquals([reader.problems, problems], [[], []]);
    };
    writeMetadata(boardDir, { ...metadata, status: "running" }, { durable: false });
    const killed = start();
    await check(killed, 1);
    killed.addBlock(stepsBlock(0, 3), () => {});
    await check(killed, 2);
    await killed.flush();
    await check(killed, 2); // Some in the files, some in the journal, all at one step.
    await killed.flush(); // A commit of nothing but these.

    const writer = start(); // The one before was killed.
    const last = count - 1;
    writer.addEvents(alert(last, 2), () => {}); // The board has sent it again.
    const tables = await writer.inspect();
    assertEquals(
      tables.map(({ table, lastStep }) => [table, lastStep]).sort(),
      [["alerts", last], ["metrics", 2]],
    );
    await check(writer, 3);
    await writer.finish();
    writeMetadata(boardDir, { ...metadata, status: "finished" }, { durable: false });
    const resumed = start();
    await check(resumed, 2);
    await resumed.finish();
    assertEquals((await verifyBoard(boardDir)).damage, []);

    await syncBoards(dir.join("home"), dir.join("share"));
    const again = await syncBoards(dir.join("home"), dir.join("share"));
    assertEquals([again.sent, again.unchanged], [[], ["run"]]);
    assert((await pullBoards(dir.join("share"), dir.join("there"))).failed.length === 0);
    await using pulled = await openBoard(dir.join("there/run"));
    assertEquals((await pulled.sql(QUERY)).rows, rowsOf(count, 2));
    assertEquals((await verifyBoard(pulled.boardDir)).damage, []);
  });

  Deno.test(`A board without rows of event tables has none of them in its files (${backend})`, async () => {
    await using test = new TestedWriter({ openBackend });
    test.add(3);
    await test.writer.finish();
    const files = test.names.filter((name) => !name.startsWith("journal"));
    assertEquals(files, [backend === "duckdb" ? "board.duckdb" : "metrics.parquet"]);
    if (backend === "parquet") return;
    const copy = test.dir.join("data/board.duckdb");
    const { DuckDBInstance } = await import("@duckdb/node-api");
    const instance = await DuckDBInstance.create(copy, { access_mode: "READ_ONLY" });
    const connection = await instance.connect();
    const found = await connection.runAndReadAll(
      "SELECT table_name FROM duckdb_tables() ORDER BY 1",
    );
    assertEquals(found.getRows().flat(), ["histograms", "media", "metrics", "tables"]);
    connection.closeSync();
    instance.closeSync();
  });
}

Deno.test("Writer tells that a backend which does not know the event tables loses their rows", async () => {
  const tables = new KeptTables();
  await using test = new TestedWriter({ openBackend: tables.openBackend });
  test.writer.addBlock(stepsBlock(0, 1), () => {});
  test.writer.addEvents(alert(0, 0), () => {});
  test.writer.addEvents(alert(1, 0), () => {});
  await test.writer.flush();
  assertEquals([tables.steps("metrics"), tables.steps("alerts")], [[0], []]);
  assertEquals(test.problems, [
    "The board's backend does not keep rows of alerts: what is logged there is lost",
  ]);
});
