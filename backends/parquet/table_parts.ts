import { join } from "@std/path";
import { parsePartName, withoutMerged } from "../../format/parquet_parts.ts";
import { orderColumn, type TableName } from "../../format/tables.ts";
import { entriesIn } from "../../system/entries_in.ts";
import { checkRegularFile } from "../../system/regular_file.ts";
import { type ParquetPart, readPart } from "./parquet_part.ts";

/** The parts that make up a table in a folder which no backend has open, in the order of their rows. */
export async function tableParts(dir: string, table: TableName): Promise<ParquetPart[]> {
  const parts: ParquetPart[] = [];
  for (const { name } of entriesIn(dir)) {
    const parsed = parsePartName(name);
    if (parsed?.table !== table) continue;
    const path = join(dir, name);
    checkRegularFile(path);
    parts.push(await readPart(path, parsed.number, orderColumn(table)));
  }
  return withoutMerged(parts);
}
