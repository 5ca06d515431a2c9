/**
 * The program that verifies a DuckDB file in a process of its own, as a damaged one may end the
 * process that reads it. It may read the file's folder and load DuckDB, and nothing else.
 *
 * @module
 */
import { exit } from "../../system/deno.ts";
import { isSystemError } from "../../system/error_code.ts";
import { readStdin } from "../../system/stdin.ts";
import { args } from "../../system/this_process.ts";
import { writeOutput } from "../../system/write_output.ts";
import { BackendDamagedError } from "../backend.ts";
import { toAttachError } from "./duckdb_errors.ts";
import { attachToRead, openFileOf } from "./open_file_of.ts";
import { DAMAGED, VERIFIED } from "./verify_answers.ts";
import { verifyTables } from "./verify_tables.ts";

/** What is to be said of a file: nothing where something else keeps it from being read. */
async function verify(path: string): Promise<string> {
  try {
    const { duckdb, catalog } = await openFileOf(path);
    const reattach = async () => {
      await duckdb.run("DETACH board");
      await attachToRead(duckdb, path);
    };
    await verifyTables({ duckdb, catalog, reattach }, await catalog.rowCounts());
    return VERIFIED;
  } catch (error) {
    // DuckDB's errors are plain ones. What is wrong in other ways, whoever asked finds by himself.
    const isPlain = error instanceof Error && error.name === "Error" && !isSystemError(error);
    const reason = isPlain ? toAttachError(path, error) : error;
    return reason instanceof BackendDamagedError ? `${DAMAGED}${reason.message}` : "";
  }
}

/** Nobody can write to the file as long as this process reads it, and who asked may have been killed. */
async function endWithParent(): Promise<never> {
  for await (const _ of readStdin()) continue;
  exit(1);
}

if (import.meta.main) {
  void endWithParent();
  const [path = ""] = args();
  writeOutput("stdout", await verify(path));
  exit(0);
}
