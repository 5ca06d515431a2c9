import { join } from "@std/path";
import { openBackend } from "../../examples/custom_backend/json_lines.ts";
import type { CellValue, TableContent } from "../support/table_content.ts";
import { testBackend } from "./conformance.ts";
import type { ColumnDef, ColumnType } from "../../format/tables.ts";

testBackend("custom (JSON Lines)", openBackend, {
  startReader: () => ({ readTable, [Symbol.asyncDispose]: () => Promise.resolve() }),
  finalFiles: ["metrics.columns.jsonl", "metrics.jsonl"],
  ownFile: "metrics.jsonl",
  takesEmptyFile: true,
  signsAmongZeros: true,
  wholeInt64: false,
  randomRuns: 100,
});

function readTable(dataDir: string, table: string): Promise<TableContent> {
  const read = (name: string) =>
    Deno.readTextFileSync(join(dataDir, name)).split("\n").slice(0, -1)
      .map((line) => JSON.parse(line));
  const columns: ColumnDef[] = read(`${table}.columns.jsonl`);
  const rows = read(`${table}.jsonl`);
  const cells = columns.map(({ name, type }) =>
    rows.map((row) => Object.hasOwn(row, name) ? toCell(type, row[name]) : null)
  );
  return Promise.resolve({ columns, cells });
}

function toCell(type: ColumnType, value: number | string | boolean | unknown[]): CellValue {
  if (Array.isArray(value)) return value.join();
  switch (type) {
    case "double":
    case "int32":
      return Number(value);
    case "int64":
    case "timestamp":
      return BigInt(value as number);
    default:
      return value;
  }
}
