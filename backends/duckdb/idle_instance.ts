import { BareDuckDb } from "./bare_duckdb.ts";

/**
 * The instance of a backend that was closed in good order, with no file attached: a run that is
 * finished opens its files once more, to verify them, and another instance takes 15 ms.
 */
let idle: BareDuckDb | undefined;

/** An instance of DuckDB for one backend: with one thread and no extensions. */
export async function takeInstance(): Promise<BareDuckDb> {
  const kept = idle;
  idle = undefined;
  return kept ?? await openInstance();
}

/** Keeps an instance for the next backend. @returns Whether it is kept: one at most is. */
export function keepInstance(duckdb: BareDuckDb): boolean {
  if (idle !== undefined) return false;
  idle = duckdb;
  return true;
}

async function openInstance(): Promise<BareDuckDb> {
  const duckdb = await BareDuckDb.open({
    threads: "1",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  // Run-length encoding takes 0 and -0 for equal. As an option of the instance it has no effect.
  await duckdb.run("SET disabled_compression_methods = 'rle'");
  return duckdb;
}
