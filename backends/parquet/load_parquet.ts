import { sleep } from "../../system/sleep.ts";
import type { FileWork, OpenBackend } from "../backend.ts";

/**
 * Loads Arrow, Parquet and the backend, with turns of the event loop between them. As in
 * `load_duckdb.ts`, all of it is imported by modules of ours.
 */
export async function load(): Promise<OpenBackend> {
  await import("./arrow_library.ts");
  await sleep(0);
  await import("./parquet_library.ts");
  await sleep(0);
  return (await import("./parquet_backend.ts")).openBackend;
}

/** Loads Arrow, Parquet and what copies and searches its files. */
export async function loadFileWork(): Promise<FileWork> {
  await load();
  const { forkParquet: fork } = await import("./fork_parquet.ts");
  const { findGlobalStep } = await import("./find_global_step.ts");
  const { filenames } = await import("./filenames.ts");
  return { fork, filenames, findGlobalStep };
}
