import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { SQL_TYPES } from "../backends/duckdb/duckdb_schema.ts";
import {
  type ColumnDef,
  KEY_COLUMNS,
  LOG_TABLES,
  TABLE_COLUMNS,
  TABLE_NAMES,
} from "../format/tables.ts";
import { Board, Histogram, Media, Table } from "../mod.ts";
import { RowReader } from "./support/row_reader.ts";
import { TempDir } from "../testing/temp_dir.ts";

const SCHEMA = Deno.readTextFileSync(
  fromFileUrl(new URL("../docs/schema.md", import.meta.url)),
);

Deno.test("docs/schema.md has the columns of format/tables.ts, in their order", () => {
  const documented = (rows: string[][]) => rows.map(([name, type]) => ({ name, type }));
  const defined = (columns: readonly ColumnDef[]) =>
    columns.map(({ name, type }) => ({ name, type: SQL_TYPES[type] }));
  assertEquals(documented(rowsUnder("Schema: what is in a board's folder")), defined(KEY_COLUMNS));
  for (const table of TABLE_NAMES) {
    const rows = rowsUnder(`\`${table}\``);
    // Its columns are the metrics: its rows are about their types.
    if (table !== "metrics") assertEquals(documented(rows), defined(TABLE_COLUMNS[table]), table);
  }
  const metricTypes = rowsUnder("`metrics`", /^/).map(([, type]) => type);
  assertEquals(metricTypes, [SQL_TYPES.double, SQL_TYPES.boolean, SQL_TYPES.string]);
});

Deno.test("docs/schema.md has the fields of metadata.json, and its columns are NULL as it says", async () => {
  using dir = new TempDir();
  const board = new Board({ name: "schema", baseDir: dir.path });
  board.log({ loss: 0.5 });
  board.step();
  const image = new Media({ data: new Uint8Array(4), width: 2, height: 2 });
  board.log({ image, table: new Table([{ image }]), weights: new Histogram([1, 2, NaN]) });
  board.logHistogram("nothing finite", [NaN]);
  board.logAudio("beep", { samples: new Float32Array(8), sampleRate: 8000 });
  await board.finish();

  const metadata = JSON.parse(Deno.readTextFileSync(join(board.boardDir, "metadata.json")));
  const [fields, runtimeFields] = split(rowsUnder("`metadata.json`"), "deno");
  // This run was never resumed.
  const names = [...Object.keys(metadata), "resumed_at", "paused_ms"].sort();
  assertEquals(fields.map(([name]) => name).sort(), names);
  assertEquals(runtimeFields.map(([name]) => name).sort(), Object.keys(metadata.runtime).sort());

  await using reader = new RowReader();
  const path = join(board.boardDir, "data", "board.duckdb");
  for (const table of LOG_TABLES.filter((name) => name !== "metrics")) {
    const { columns, cells } = await reader.query(path, `SELECT * FROM ${table}`);
    for (const [name, , , , , whenNull] of rowsUnder(`\`${table}\``)) {
      const index = columns.findIndex((column) => column.name === name);
      const isNever = whenNull === "never";
      if (isNever) assert(cells[index]?.every((cell) => cell !== null), `${table}.${name}`);
    }
  }
});

/** The tables below a heading, up to the next one: the cells of rows that begin with a name. */
function rowsUnder(heading: string, first = /^`/): string[][] {
  const at = SCHEMA.indexOf(`# ${heading}\n`);
  assert(at >= 0, `docs/schema.md has no heading ${heading}`);
  const [text = ""] = SCHEMA.slice(at + heading.length + 2).split(/^##? /m);
  return text.split("\n").filter((line) => line.startsWith("| "))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()))
    .filter(([cell = "", second]) => first.test(cell) && !/^-*$|^type$/.test(second ?? ""))
    .map((cells) => cells.map((cell) => cell.replaceAll("`", "")));
}

/** The rows before the one of a name, and those from it on. */
function split(rows: string[][], name: string): [string[][], string[][]] {
  const at = rows.findIndex(([cell]) => cell === name);
  return [rows.slice(0, at), rows.slice(at)];
}
