/**
 * Asks DuckDB's own SQL about files, in a process of its own: locks on a
 * DuckDB file do not protect it within one. {@linkcode RowReader} starts it.
 *
 * Each line of stdin is a request, `{"path", "sql"}`, where `path` is a DuckDB
 * file or empty. Each line of stdout is the answer, `{"names", "types",
 * "cells"}` or `{"error"}`. What JSON has no number for is text.
 *
 * @module
 */
import {
  type DuckDBConnection,
  DuckDBInstance,
  DuckDBListValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";

/** A writer holds its file for milliseconds, while it commits. */
const PATIENCE_MS = 10_000;

const encoder = new TextEncoder();
let rest = "";
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + text).split("\n");
  rest = lines.pop()!;
  for (const line of lines) {
    const bytes = encoder.encode(JSON.stringify(await answer(JSON.parse(line))) + "\n");
    for (let sent = 0; sent < bytes.length;) sent += await Deno.stdout.write(bytes.subarray(sent));
  }
}

async function answer({ path, sql }: { path: string; sql: string }): Promise<unknown> {
  try {
    return await query(path, sql);
  } catch (error) {
    return { error: String(error) };
  }
}

async function query(path: string, sql: string): Promise<unknown> {
  const instance = path === "" ? await DuckDBInstance.create() : await openReadOnly(path);
  try {
    const connection = await instance.connect();
    try {
      const { names, types } = await columnsOf(connection, sql);
      // DuckDB's JavaScript takes a byte order mark from the start of a text.
      const columns = names.map((name, index) =>
        `${types[index] === "VARCHAR" ? "'_' || " : ""}"${name.replaceAll('"', '""')}"`
      );
      const result = await connection.runAndReadAll(`SELECT ${columns} FROM (${sql})`);
      return { names, types, cells: result.getColumns().map((cells) => cells.map(encode)) };
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

async function columnsOf(connection: DuckDBConnection, sql: string) {
  const result = await connection.runAndReadAll(`SELECT * FROM (${sql}) LIMIT 0`);
  return { names: result.columnNames(), types: result.columnTypes().map(String) };
}

async function openReadOnly(path: string): Promise<DuckDBInstance> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await DuckDBInstance.create(path, { access_mode: "READ_ONLY" });
    } catch (error) {
      const held = String(error).includes("Could not set lock on file");
      if (!held || performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

function encode(value: DuckDBValue): unknown {
  if (value instanceof DuckDBTimestampValue) return String(value.micros);
  if (value instanceof DuckDBListValue) return value.items.join();
  if (typeof value === "bigint") return String(value);
  if (typeof value === "string") return value.slice(1);
  if (typeof value !== "number") return value;
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}
