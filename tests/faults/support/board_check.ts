import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { Server } from "./server.ts";

/** What a foreign reader finds in a board's table. */
export interface RowsFound {
  rowCount: number;
  distinct: number;
  first: number | null;
  last: number | null;
  wrongCount: number;
}

/** Reads a board's metrics with DuckDB, in another process. */
export async function readRows(reader: Server, boardDir: string): Promise<RowsFound> {
  return await reader.get<RowsFound>({ do: "rows", dataDir: join(boardDir, "data") });
}

/** Asserts that a board has the steps 0 to n - 1, each once, each with its own values. */
export async function assertRows(reader: Server, boardDir: string, n: number): Promise<void> {
  assertEquals(await readRows(reader, boardDir), {
    rowCount: n,
    distinct: n,
    first: n === 0 ? null : 0,
    last: n === 0 ? null : n - 1,
    wrongCount: 0,
  });
}

/** What `metadata.json` says of how the run stands. */
export function statusOf(boardDir: string): string {
  return JSON.parse(Deno.readTextFileSync(join(boardDir, "metadata.json"))).status;
}

/** The files of a board that should be gone when it is finished. */
export function leftovers(boardDir: string): string[] {
  const names: string[] = [];
  const visit = (dir: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(join(boardDir, dir))) {
      const path = join(dir, name);
      const unwanted = /^(journal.*|\.lock|checksums\.json|.*\.tmp|.*\.wal|.*\.\d{6}\.parquet)$/;
      if (unwanted.test(name)) names.push(path);
      else if (isDirectory && !name.startsWith("damaged_")) visit(path);
    }
  };
  visit(".");
  return names.sort();
}
