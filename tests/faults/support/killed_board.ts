import { join } from "@std/path";
import { dataFile, makeDeadlyFile } from "./damage.ts";
import { Server } from "./server.ts";

/**
 * Makes a board of a run that was killed, whose DuckDB file is one that ends what reads it.
 *
 * @param rowCount How many rows its journal has.
 * @returns The board's folder, `board` in the given one.
 */
export async function killedBoard(
  baseDir: string,
  rowCount: number,
  ends: "process" | "instance",
): Promise<string> {
  await using killed = new Server("board_server.ts");
  await killed.get({ do: "create", options: { baseDir, boardId: "board" } });
  await killed.get({ do: "log", count: rowCount });
  await killed.get({ do: "flush" });
  killed.kill("SIGKILL");
  await killed.ended();
  const boardDir = join(baseDir, "board");
  const path = dataFile(boardDir, "board.duckdb");
  Deno.removeSync(path);
  await makeDeadlyFile(path, ends);
  return boardDir;
}
