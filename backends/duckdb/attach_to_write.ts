import { messageOf } from "../../system/message_of.ts";
import type { BareDuckDb } from "./bare_duckdb.ts";
import { quoteName, quoteText } from "./quote.ts";

/**
 * The first version of DuckDB that reads what is written. For earlier ones each commit would turn
 * the sketch that counts a column's distinct values into what they read, which takes longer than
 * all else of a commit of thousands of columns. As an option of the instance it holds for new files
 * alone.
 */
const STORAGE_VERSION = "STORAGE_VERSION 'v1.1.0'";

/**
 * Attaches a file to be written, or makes it.
 *
 * @param options More options of ATTACH, each as SQL.
 */
export async function attachToWrite(
  duckdb: BareDuckDb,
  path: string,
  alias: string,
  options: readonly string[] = [],
): Promise<void> {
  const attach = (...more: string[]) => {
    const all = ["TYPE duckdb", "READ_WRITE", ...options, ...more].join(", ");
    return duckdb.run(`ATTACH ${quoteText(path)} AS ${quoteName(alias)} (${all})`);
  };
  try {
    await attach(STORAGE_VERSION);
  } catch (error) {
    // Somebody has turned the file into that of a later version, which it stays.
    if (!/lower than what the database itself uses/.test(messageOf(error))) throw error;
    await attach();
  }
}
