import { DatabaseSync } from "node:sqlite";
import { DuckDBInstance, DuckDBTimestampValue } from "@duckdb/node-api";
import * as arrow from "apache-arrow";
import * as parquet from "parquet-wasm";
import { Board } from "../mod.ts";
import { type Figures, median, medianMs } from "./table.ts";

const ROWS = 1_000_000;
const NAMES = Array.from({ length: 10 }, (_, i) => `metric_${i}`);

type BackendName = "duckdb" | "parquet";

/**
 * A whole run of a million steps of ten noisy doubles: from the first log to
 * the last byte on disk, and how large the files are.
 */
export async function measureRuns(runs: number): Promise<Figures[]> {
  const bytes: Record<string, number> = {};
  const measure = async (what: string, work: (dir: string) => Promise<string> | string) => ({
    what,
    median: await medianMs(runs, async (dir) => {
      bytes[what] = Deno.statSync(await work(dir)).size;
    }),
  });
  const board = "Board, first `log()` to end of `finish()`";
  const duckDb = [
    await measure(`${board}, DuckDB`, (dir) => logRows(dir, "duckdb")),
    await measure("DuckDB's appender, row by row", appendRows),
    await measure("`node:sqlite`, inserts in one transaction", insertRows),
    await measure("`JSON.stringify()` lines, `writeSync()`", writeLines),
  ];
  const parquetFile = [
    await measure(`${board}, Parquet`, (dir) => logRows(dir, "parquet")),
    await measure("one `writeParquet()` of all columns", writeAtOnce),
  ];
  const work = "A million steps of ten doubles";
  const sizes = (rows: { what: string }[]) =>
    rows.map(({ what }) => ({ what, median: (bytes[what] ?? NaN) / 1e6 }));
  return [
    { title: `${work}, to a database`, unit: "ms", rows: duckDb },
    { title: `${work}, to Parquet`, unit: "ms", rows: parquetFile },
    { title: `${work}, size of the database`, unit: "MB", rows: sizes(duckDb) },
    { title: `${work}, size of the Parquet file`, unit: "MB", rows: sizes(parquetFile) },
    await measureCreation(runs),
  ];
}

async function logRows(dir: string, backend: BackendName): Promise<string> {
  const board = new Board({ name: "bench", baseDir: dir, backend, captureOutput: false });
  const values: Record<string, number> = {};
  for (let row = 0; row < ROWS; row++) {
    for (const name of NAMES) values[name] = Math.random();
    board.log(values);
  }
  await board.finish();
  return `${board.boardDir}/data/${backend === "duckdb" ? "board.duckdb" : "metrics.parquet"}`;
}

async function appendRows(dir: string): Promise<string> {
  const path = `${dir}/rows.duckdb`;
  const instance = await DuckDBInstance.create(path, { threads: "1" });
  const connection = await instance.connect();
  const columns = NAMES.map((name) => `${name} DOUBLE`).join(", ");
  await connection.run(`CREATE TABLE metrics (step BIGINT, timestamp TIMESTAMP, ${columns})`);
  const appender = await connection.createAppender("metrics");
  for (let row = 0; row < ROWS; row++) {
    appender.appendBigInt(BigInt(row));
    appender.appendTimestamp(new DuckDBTimestampValue(BigInt(Date.now() * 1000)));
    for (let i = 0; i < NAMES.length; i++) appender.appendDouble(Math.random());
    appender.endRow();
  }
  appender.closeSync();
  connection.closeSync();
  instance.closeSync();
  return path;
}

function insertRows(dir: string): string {
  const path = `${dir}/rows.sqlite`;
  using database = new DatabaseSync(path);
  const columns = NAMES.map((name) => `${name} REAL`).join(", ");
  database.exec(`CREATE TABLE metrics (step INTEGER, timestamp INTEGER, ${columns}); BEGIN`);
  const insert = database.prepare(
    `INSERT INTO metrics VALUES (?, ?, ${NAMES.map(() => "?").join(", ")})`,
  );
  const values = new Array<number>(NAMES.length);
  for (let row = 0; row < ROWS; row++) {
    for (let i = 0; i < values.length; i++) values[i] = Math.random();
    insert.run(row, Date.now(), ...values);
  }
  database.exec("COMMIT");
  return path;
}

function writeLines(dir: string): string {
  const path = `${dir}/rows.jsonl`;
  using file = Deno.openSync(path, { write: true, create: true });
  const encoder = new TextEncoder();
  const values: Record<string, number> = {};
  for (let row = 0; row < ROWS; row++) {
    values.step = row;
    values.timestamp = Date.now();
    for (const name of NAMES) values[name] = Math.random();
    file.writeSync(encoder.encode(JSON.stringify(values) + "\n"));
  }
  file.syncSync();
  return path;
}

function writeAtOnce(dir: string): string {
  const columns: Record<string, arrow.Vector> = {
    step: arrow.makeVector(BigInt64Array.from({ length: ROWS }, (_, row) => BigInt(row))),
    timestamp: arrow.makeVector(
      BigInt64Array.from({ length: ROWS }, () => BigInt(Date.now() * 1000)),
    ),
  };
  for (const name of NAMES) {
    columns[name] = arrow.makeVector(Float64Array.from({ length: ROWS }, Math.random));
  }
  const ipc = arrow.tableToIPC(new arrow.Table(columns), "stream");
  const properties = new parquet.WriterPropertiesBuilder()
    .setCompression(parquet.Compression.SNAPPY).build();
  const bytes = parquet.writeParquet(parquet.Table.fromIPCStream(ipc), properties);
  const path = `${dir}/metrics.parquet`;
  Deno.writeFileSync(path, bytes);
  return path;
}

/** How long `new Board()` holds a script up, and an empty board its whole life. */
async function measureCreation(runs: number): Promise<Figures> {
  const newMs: number[] = [];
  for (let run = 0; run <= 4 * runs; run++) {
    const baseDir = Deno.makeTempDirSync();
    const start = performance.now();
    const board = new Board({ name: "bench", baseDir, captureOutput: false });
    newMs.push(performance.now() - start);
    await board.finish();
    Deno.removeSync(baseDir, { recursive: true });
  }
  const script = (code: string) => (dir: string) => {
    const path = `${dir}/script.ts`;
    Deno.writeTextFileSync(path, code.replace("DIR", JSON.stringify(dir)));
    const config = new URL("../deno.json", import.meta.url).pathname;
    const args = ["run", "-A", "--no-check", "--config", config, path];
    const { success } = new Deno.Command(Deno.execPath(), { args }).outputSync();
    if (!success) throw new Error("The script failed");
  };
  const firstMs: Record<"new Board()" | "log()", number[]> = { "new Board()": [], "log()": [] };
  for (let run = 0; run < 2 * runs; run++) {
    const [newFirst = NaN, logFirst = NaN] = await measureFirstCalls();
    firstMs["new Board()"].push(newFirst);
    firstMs["log()"].push(logFirst);
  }
  const importing = `import { Board } from "${new URL("../mod.ts", import.meta.url)}";\n`;
  const creating = `${importing}new Board({ name: "empty", baseDir: DIR`;
  return {
    title: "Start and end of a board",
    unit: "ms",
    ratios: false,
    rows: [
      { what: "`new Board()`, not the first", median: median(newMs.slice(1)) },
      { what: "`new Board()`, the first of a process", median: median(firstMs["new Board()"]) },
      {
        what: "its first `log()`, and the script does not yield",
        median: median(firstMs["log()"]),
      },
      { what: "a script that does nothing", median: await medianMs(runs, script("")) },
      {
        what: "that imports the module",
        // An import that nothing uses is left out of what runs.
        median: await medianMs(runs, script(`${importing}void Board;`)),
      },
      {
        what: "that creates a board, DuckDB",
        median: await medianMs(runs, script(`${creating} });`)),
      },
      {
        what: "that creates a board, Parquet",
        median: await medianMs(runs, script(`${creating}, backend: "parquet" });`)),
      },
      {
        what: "that logs one row, DuckDB",
        median: await medianMs(runs, script(`${creating} }).log({ loss: 1 });`)),
      },
      {
        what: "that logs one row, Parquet",
        median: await medianMs(
          runs,
          script(`${creating}, backend: "parquet" }).log({ loss: 1 });`),
        ),
      },
    ],
    note:
      "The import starts the writer's thread, and Deno holds up whoever starts a thread until " +
      "its JavaScript engine is there; it does so for the shortest module, too, and there is no way " +
      "around it. So it is done where nobody trains yet. A second board at the same time starts a " +
      "thread of its own with its first `log()`, and waits as long there; so does the first one in " +
      "a worker of the script's.",
  };
}

/** The milliseconds of the first `new Board()` and `log()` of a process. */
async function measureFirstCalls(): Promise<number[]> {
  const dir = Deno.makeTempDirSync();
  const path = `${dir}/script.ts`;
  Deno.writeTextFileSync(
    path,
    `import { Board } from "${new URL("../mod.ts", import.meta.url)}";
    const start = performance.now();
    const board = new Board({ name: "first", baseDir: ${JSON.stringify(dir)} });
    const created = performance.now();
    board.log({ loss: 1 });
    const logged = performance.now();
    await board.finish();
    console.log(JSON.stringify([created - start, logged - created]));`,
  );
  const config = new URL("../deno.json", import.meta.url).pathname;
  const args = ["run", "-A", "--no-check", "--config", config, path];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
  Deno.removeSync(dir, { recursive: true });
  return JSON.parse(new TextDecoder().decode(stdout));
}
