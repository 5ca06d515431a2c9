/**
 * DuckDB takes what follows a question mark in a path for the query of an
 * address, and looks for the WAL at another path. It must be allowed to look;
 * there is no such file, and its rows are in the journal.
 */
export function walPathsOf(boardDir: string): string[] {
  if (!boardDir.includes("?")) return [];
  return ["data", "data/journal/base"].map((dir) =>
    `${boardDir}/${dir}/board.duckdb`.replace("?", ".wal?")
  );
}
