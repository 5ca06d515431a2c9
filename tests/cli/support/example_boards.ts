import { Board, Histogram, Media, Table } from "../../../mod.ts";

/**
 * Makes finished boards: for each backend one with content of every kind,
 * `20260102_030405_duckdb` and `20260102_030405_parquet`, then the small
 * `20260102_040000_other`.
 */
export async function makeExampleBoards(baseDir: string): Promise<void> {
  for (const backend of ["duckdb", "parquet"] as const) await makeFullBoard(baseDir, backend);
  await using other = new Board({
    name: "other run",
    boardId: "20260102_040000_other",
    backend: "parquet",
    baseDir,
    captureOutput: false,
  });
  other.log({ loss: 1 });
}

async function makeFullBoard(baseDir: string, backend: "duckdb" | "parquet"): Promise<void> {
  await using board = new Board({
    name: `full 学習 ${backend}`,
    boardId: `20260102_030405_${backend}`,
    config: { lr: 0.001, optimizer: { name: "adam", betas: [0.9, 0.999] } },
    backend,
    baseDir,
    captureOutput: false,
  });
  for (let epoch = 0; epoch < 4; epoch++) {
    board.step();
    for (let batch = 0; batch < 25; batch++) {
      const step = 25 * epoch + batch;
      board.log({
        "train/loss": step === 60 ? NaN : Math.exp(-step / 30),
        lr: 0.001,
        note: step === 0 ? "one\nline\tand \x1b[31manother" : null,
        "日本語の長い名前のメトリック": step,
        ok: true,
      });
    }
    const image = { data: new Uint8Array(64).fill(40 * epoch), width: 8, height: 8 };
    board.log({
      "val/loss": 1 / (1 + epoch),
      sample: new Media(image, { caption: `epoch ${epoch}` }),
      worst: new Table([{ image: new Media(image), predicted: epoch, truth: "猫" }]),
      weights: new Histogram(Float32Array.from({ length: 100 }, (_, i) => Math.sin(i) * epoch)),
    });
  }
}
