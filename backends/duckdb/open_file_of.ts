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
    else await duckdb.run(`ATTACH ${quoteText(path)} AS board (TYPE duckdb, READ_ONLY)`);
  } catch (error) {
    duckdb.close();
    throw error;
  }
  return { duckdb, catalog: new DuckDbCatalog(duckdb, path) };
}
