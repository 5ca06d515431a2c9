import { sleep } from "../../system/sleep.ts";
import type { FileWork, OpenBackend } from "../backend.ts";

/**
 * Loads DuckDB and its backend. Loading a library blocks the thread, and rows that come meanwhile
 * are in memory alone. One library after the other, with a turn of the event loop between them,
 * halves the time that these rows wait for the journal.
 *
 * Only modules of ours are imported while the script runs: to find a package by an `import()`, Deno
 * asks for the working directory, which the script may have removed; by an import statement it does
 * not.
 */
export async function load(): Promise<OpenBackend> {
  await import("./duckdb_library.ts");
  await sleep(0);
  return (await import("./duckdb_backend.ts")).openBackend;
}

/** Loads DuckDB and what copies and searches its file. */
export async function loadFileWork(): Promise<FileWork> {
  await import("./duckdb_library.ts");
  const { forkDuckDb: fork } = await import("./fork_duckdb.ts");
  const { findGlobalStep } = await import("./find_global_step.ts");
  const { filenames } = await import("./filenames.ts");
  return { fork, filenames, findGlobalStep };
}
