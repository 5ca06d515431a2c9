import { orderColumn } from "../../format/tables.ts";
import type { FileWork } from "../backend.ts";
import { ParquetFileReader } from "./parquet_file_reader.ts";
import { tableParts } from "./table_parts.ts";

/** The files that the parts of a table name, a row group at a time. */
export const filenames: FileWork["filenames"] = async (dataDir, table) => {
  const order = orderColumn(table);
  const found = new Map<string, number>();
  for (const { path } of await tableParts(dataDir, table)) {
    using reader = await ParquetFileReader.open(path);
    for await (const { filename = [], [order]: places = [] } of reader.cells(["filename", order])) {
      for (const [row, name] of filename.entries()) {
        if (typeof name === "string") found.set(name, Number(places[row]));
      }
    }
  }
  return found;
};
