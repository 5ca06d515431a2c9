/**
 * A simulated training: it logs scalars per batch, and images, tables and
 * histograms per epoch. `step()` counts the epochs.
 *
 * ```sh
 * deno run -A examples/advanced.ts
 * ```
 */
import { Board, Histogram, Media, Table } from "@kohakuboard/client";

const config = { epochs: 5, batches: 40, learningRate: 0.01, classes: ["cat", "dog", "bird"] };
const SIZE = 32;

await using board = new Board({ name: "advanced", config });
const weights = Float32Array.from({ length: 4096 }, () => Math.random() - 0.5);

for (let epoch = 0; epoch < config.epochs; epoch++) {
  board.step(); // global_step counts epochs; step counts log calls automatically.

  for (let batch = 0; batch < config.batches; batch++) {
    const progress = epoch + batch / config.batches;
    const loss = Math.exp(-progress / 2) + 0.05 * Math.random();
    board.log({ "train/loss": loss, "train/lr": config.learningRate * 0.9 ** epoch });
    weights.forEach((weight, i) => weights[i] = weight * 0.999);
  }

  // One call is one step, whatever it logs.
  board.log({
    "val/accuracy": 1 - Math.exp(-epoch - 1),
    attention: new Media(attention(epoch), { caption: `epoch ${epoch}` }),
    classes: new Table(config.classes.map((name, i) => ({
      class: name,
      precision: 1 - Math.exp(-epoch - 1 - i / 4),
      recall: 1 - Math.exp(-epoch - 0.5 - i / 4),
    }))),
    "weights/fc1": new Histogram(weights, { bins: 32, range: [-0.5, 0.5] }),
  });
  board.logImages("samples", [attention(epoch), attention(epoch + 0.5)], {
    captions: ["first", "second"],
  });
}

await board.finish();
console.log(`Board: ${board.boardDir}`);

/** An image that gets sharper from epoch to epoch; floats from 0 to 1. */
function attention(epoch: number) {
  const data = Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    const distance = Math.hypot(i % SIZE - SIZE / 2, Math.floor(i / SIZE) - SIZE / 2);
    return Math.exp(-((distance / SIZE) ** 2) * (epoch + 1) * 4);
  });
  return { data, width: SIZE, height: SIZE };
}
