import { DuckDBInstance, DuckDBTimestampValue } from "@duckdb/node-api";
import * as arrow from "apache-arrow";
import * as parquet from "parquet-wasm";
import { Board } from "../mod.ts";
import { type Figures, median } from "./table.ts";

const ROWS = 1_000_000;
const NAMES = Array.from({ length: 10 }, (_, i) => `metric_${i}`);

/** A whole run of a million steps of ten doubles: from the first log to the last byte on disk. */
export async function measureRuns(runs: number): Promise<Figures[]> {
  return [
    {
      title: "A million steps of ten doubles, to DuckDB",
      unit: "ms",
      rows: [
        { what: "Board, first `log()` to end of `finish()`", median: await board(runs, "duckdb") },
        { what: "DuckDB's appender, row by row", median: await medianOf(runs, appendRows) },
      ],
    },
    {
      title: "A million steps of ten doubles, to Parquet",
      unit: "ms",
      rows: [
        { what: "Board, first `log()` to end of `finish()`", median: await board(runs, "parquet") },
        { what: "one `writeParquet()` of all columns", median: await medianOf(runs, writeAtOnce) },
      ],
    },
  ];
}

function board(runs: number, backend: "duckdb" | "parquet"): Promise<number> {
  return medianOf(runs, async (dir) => {
    const board = new Board({ name: "bench", baseDir: dir, backend, captureOutput: false });
    const values: Record<string, number> = {};
    for (let row = 0; row < ROWS; row++) {
      for (const name of NAMES) values[name] = Math.random();
      board.log(values);
    }
    await board.finish();
  });
}

async function appendRows(dir: string): Promise<void> {
  const instance = await DuckDBInstance.create(`${dir}/rows.duckdb`, { threads: "1" });
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
}

function writeAtOnce(dir: string): Promise<void> {
  const columns: Record<string, arrow.Vector> = {
    step: arrow.makeVector(BigInt64Array.from({ length: ROWS }, (_, row) => BigInt(row))),
  };
  for (const name of NAMES) {
    columns[name] = arrow.makeVector(Float64Array.from({ length: ROWS }, Math.random));
  }
  const ipc = arrow.tableToIPC(new arrow.Table(columns), "stream");
  const properties = new parquet.WriterPropertiesBuilder()
    .setCompression(parquet.Compression.SNAPPY).build();
  const bytes = parquet.writeParquet(parquet.Table.fromIPCStream(ipc), properties);
  Deno.writeFileSync(`${dir}/metrics.parquet`, bytes);
  return Promise.resolve();
}

async function medianOf(runs: number, work: (dir: string) => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const dir = Deno.makeTempDirSync();
    const start = performance.now();
    await work(dir);
    times.push(performance.now() - start);
    Deno.removeSync(dir, { recursive: true });
  }
  return median(times.slice(1));
}
