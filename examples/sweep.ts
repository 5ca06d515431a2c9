/**
 * Forty runs of one training, 4 learning rates × 2 batch sizes × 5 seeds, and what they say together:
 * the mean and the standard deviation over the seeds, for each learning rate and batch size.
 *
 * ```sh
 * deno run -A examples/sweep.ts
 * deno task view # Group by lr and batchSize.
 * ```
 *
 * @module
 */
import { Board } from "@kohakuboard/client";
import { openBoards } from "@kohakuboard/client/reader";

const baseDir = Deno.args[0] ?? "./kohakuboard";
const LEARNING_RATES = [0.3, 0.1, 0.03, 0.01];
const BATCH_SIZES = [8, 32];
const SEEDS = [0, 1, 2, 3, 4];
const STEPS = 200;
/** Every so many steps there is a validation. */
const VALIDATE_EVERY = 10;

const runs = LEARNING_RATES.flatMap((lr) =>
  BATCH_SIZES.flatMap((batchSize) => SEEDS.map((seed) => ({ lr, batchSize, seed })))
);
const boards: Board[] = [];
// A few at once: each board has a thread of its own.
for (let i = 0; i < runs.length; i += 8) {
  const some = runs.slice(i, i + 8).map((config, j) => {
    const backend = (i + j) % 2 === 0 ? "duckdb" : "parquet";
    return new Board({ name: "sweep", config, baseDir, backend, captureOutput: false });
  });
  for (const board of some) train(board);
  await Promise.all(some.map((board) => board.finish()));
  boards.push(...some);
}

await using reader = await openBoards(boards.map(({ boardDir }) => boardDir));
const { groups } = await reader.grouped("val/loss", { by: ["config.lr", "config.batchSize"] });
for (const { key: [lr, batchSize], center, high, n, x } of groups) {
  // Runs that diverged have NaN, and count no more: n says how many are left.
  const last = x.length - 1;
  const deviation = (high[last] ?? NaN) - (center[last] ?? NaN);
  console.log(
    `lr ${lr}, batch ${batchSize}: validation loss ${center[last]?.toFixed(3)} ± ` +
      `${deviation.toFixed(3)} at step ${x[last]}, of ${n[last]} runs`,
  );
}
console.log(`Board: ${boards.at(-1)?.boardDir}`);

/** Fits a line to noisy points by gradient descent: a training that takes a millisecond. */
function train(board: Board): void {
  // What counts for a run as a whole: the table of runs has it, and is sorted by it.
  board.summary({ "val/loss": "min" });
  const { lr, batchSize, seed } = board.config as { lr: number; batchSize: number; seed: number };
  const random = randomNumbers(seed);
  const points = Array.from({ length: 256 }, () => {
    const x = 3 * (2 * random() - 1);
    return { x, y: 3 * x - 1 + 0.3 * (random() + random() - 1) };
  });
  let [slope, offset] = [4 * random() - 2, 4 * random() - 2];
  const errorOf = ({ x, y }: { x: number; y: number }) => slope * x + offset - y;
  const lossOf = (some: readonly { x: number; y: number }[]) =>
    some.reduce((sum, point) => sum + errorOf(point) ** 2, 0) / some.length;
  // Some seeds stop early, as a run does that needs no more steps.
  const steps = STEPS - 20 * (seed % 2);
  for (let step = 0; step < steps; step++) {
    const batch = Array.from({ length: batchSize }, () => points[Math.floor(random() * 256)]!);
    const loss = lossOf(batch);
    const gradient = { slope: 0, offset: 0 };
    for (const point of batch) {
      gradient.slope += 2 * errorOf(point) * point.x / batchSize;
      gradient.offset += 2 * errorOf(point) / batchSize;
    }
    slope -= lr * gradient.slope;
    offset -= lr * gradient.offset;
    // Beyond this the fit has diverged: what a training logs then is NaN.
    if (Math.abs(slope) > 1e3) slope = NaN;
    board.log({
      "train/loss": loss,
      ...step % VALIDATE_EVERY === 0 ? { "val/loss": lossOf(points) } : {},
    });
  }
}

/** Numbers from 0 to 1, the same for each seed: a linear congruential generator. */
function randomNumbers(seed: number): () => number {
  let state = seed + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
