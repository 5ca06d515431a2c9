import { checkRegularFile } from "../../system/regular_file.ts";
import { attachToWrite } from "./attach_to_write.ts";
import { BareDuckDb } from "./bare_duckdb.ts";
import { checkMagic } from "./check_magic.ts";
import { DuckDbCatalog } from "./duckdb_catalog.ts";
import { quoteText } from "./quote.ts";

/**
 * An instance of one thread, with a board's file attached as `board`. Whoever asks for it closes it.
 *
 * @throws {Error} Where there is no such file, or it is none of DuckDB's.
 */
export async function openFileOf(
  path: string,
  access: "read" | "write" = "read",
): Promise<{ duckdb: BareDuckDb; catalog: DuckDbCatalog }> {
  checkRegularFile(path);
  checkMagic(path);
  const duckdb = await BareDuckDb.open({
    threads: "1",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  try {
    if (access === "write") await attachToWrite(duckdb, path, "board");
    else await attachToRead(duckdb, path);
  } catch (error) {
    duckdb.close();
    throw error;
  }
  return { duckdb, catalog: new DuckDbCatalog(duckdb, path) };
}

/** Attaches a board's file as `board`. Others may read it meanwhile, and nobody write to it. */
export function attachToRead(duckdb: BareDuckDb, path: string): Promise<void> {
  return duckdb.run(`ATTACH ${quoteText(path)} AS board (TYPE duckdb, READ_ONLY)`);
}
