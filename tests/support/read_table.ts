import { join } from "@std/path";
import type { Board } from "../../mod.ts";
import type { RowReader } from "./row_reader.ts";
import type { CellValue } from "./table_content.ts";

/** The numbers of a list, which comes back as the text of its items. */
export function numbersOf(cell: CellValue | undefined): number[] {
  return String(cell).split(",").map(Number);
}

/** The rows of a finished board's table, in the order of their steps, read by DuckDB's own SQL. */
export async function readTable(
  reader: RowReader,
  { boardDir, backend }: Pick<Board, "boardDir" | "backend">,
  table: string,
): Promise<Record<string, CellValue>[]> {
  const data = join(boardDir, "data");
  const { columns, cells } = backend === "duckdb"
    ? await reader.query(join(data, "board.duckdb"), `SELECT * FROM ${table} ORDER BY step`)
    : await reader.query("", `SELECT * FROM '${join(data, `${table}.parquet`)}' ORDER BY step`);
  return (cells[0] ?? []).map((_, row) =>
    Object.fromEntries(columns.map(({ name }, i) => [name, cells[i]?.[row] ?? null]))
  );
}
