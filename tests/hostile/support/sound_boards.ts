import { Board, Histogram, Media, Table } from "../../../mod.ts";
import { copyMade } from "../../../testing/copy_made.ts";

/** The names of the sound boards, which are those of their backends. */
export const SOUND = ["duckdb", "parquet"] as const;

/** Puts a finished board of each backend into a folder, named after it, with all kinds of rows. */
export async function makeSoundBoards(baseDir: string): Promise<void> {
  await copyMade("sound_boards", baseDir, makeBoards);
}

async function makeBoards(baseDir: string): Promise<void> {
  for (const backend of SOUND) {
    const board = new Board({ name: "sound", boardId: backend, backend, baseDir });
    for (let step = 0; step < 20; step++) board.log({ loss: 1 / (step + 1), note: `n${step}` });
    board.log({
      pixel: new Media({ data: new Uint8Array(3).fill(7), width: 1, height: 1 }),
      t: new Table([{ a: "x" }, { a: "y" }]),
      weights: new Histogram(Float64Array.of(1, 2, 3)),
    });
    await board.finish();
  }
}
