import { checkRegularFile } from "../../system/regular_file.ts";
import { BareDuckDb } from "./bare_duckdb.ts";
import { checkMagic } from "./check_magic.ts";
import { DuckDbCatalog } from "./duckdb_catalog.ts";
import { quoteText } from "./quote.ts";
import type { WRITE_ACCESS } from "./write_access.ts";

/**
 * An instance of one thread, with a board's file attached as `board`. Whoever asks for it closes it.
 *
 * @throws {Error} Where there is no such file, or it is none of DuckDB's.
 */
export async function openFileOf(
  path: string,
  access: "READ_ONLY" | typeof WRITE_ACCESS = "READ_ONLY",
): Promise<{ duckdb: BareDuckDb; catalog: DuckDbCatalog }> {
  checkRegularFile(path);
  checkMagic(path);
  const duckdb = await BareDuckDb.open({
    threads: "1",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  try {
    await duckdb.run(`ATTACH ${quoteText(path)} AS board (TYPE duckdb, ${access})`);
  } catch (error) {
    duckdb.close();
    throw error;
  }
  return { duckdb, catalog: new DuckDbCatalog(duckdb, path) };
}
