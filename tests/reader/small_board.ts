import type { OpenBoards } from "../board/open_boards.ts";

/** A finished board of 1,000 rows: `value` is a tenth of the step. */
export async function smallBoard(
  boards: OpenBoards,
  backend: "duckdb" | "parquet",
): Promise<string> {
  const board = boards.open({ backend });
  for (let i = 0; i < 1000; i++) board.log({ value: i / 10 });
  await board.finish();
  return board.boardDir;
}
