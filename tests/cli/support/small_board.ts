import { Board } from "../../../mod.ts";

/** Makes a finished Parquet board whose id is its name, with the metrics `loss` and `note`. */
export async function makeSmallBoard(baseDir: string, boardId: string, steps = 3): Promise<Board> {
  await using board = new Board({
    name: boardId,
    boardId,
    baseDir,
    backend: "parquet",
    captureOutput: false,
  });
  for (let step = 0; step < steps; step++) board.log({ loss: step, note: `line\n${step} 🙂` });
  return board;
}
