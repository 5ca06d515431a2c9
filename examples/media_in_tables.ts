/**
 * A table with images in its cells: the predictions of a model beside its inputs.
 *
 * ```sh
 * deno run -A examples/media_in_tables.ts
 * ```
 */
import { Board, Media, Table } from "@kohakuboard/client";

const SIZE = 16;
const SHAPES = ["disc", "square", "stripes"];

await using board = new Board({ name: "media_in_tables" });

for (let epoch = 0; epoch < 3; epoch++) {
  board.step();
  const predictions = new Table(SHAPES.map((label, i) => {
    const confidence = 1 - 0.6 / (epoch + 1 + i);
    const predicted = confidence > 0.6 ? label : SHAPES[(i + 1) % SHAPES.length];
    return {
      image: new Media({ data: draw(label), width: SIZE, height: SIZE }, { caption: label }),
      label,
      predicted,
      correct: predicted === label,
      confidence,
    };
  }));
  // The images are the same in each epoch, so each file is stored once.
  board.log({ accuracy: share(predictions), predictions });
  console.log(`Epoch ${epoch + 1}\n${predictions}\n`);
}

// Rows can be arrays, with columns. A column of media takes paths and pixels directly.
board.logTable(
  "shapes",
  SHAPES.map((label) => [label, { data: draw(label), width: SIZE, height: SIZE }]),
  {
    columns: ["name", "image"],
    columnTypes: ["text", "media"],
  },
);

await board.finish();
console.log(`Board: ${board.boardDir}`);

function share({ columns, rows, rowCount }: Table): number {
  const column = columns.indexOf("correct");
  return rows.filter((row) => row[column] === true).length / rowCount;
}

function draw(shape: string): Uint8Array {
  return Uint8Array.from({ length: SIZE * SIZE }, (_, i) => {
    const x = i % SIZE - SIZE / 2 + 0.5;
    const y = Math.floor(i / SIZE) - SIZE / 2 + 0.5;
    if (shape === "disc") return Math.hypot(x, y) < SIZE / 3 ? 255 : 0;
    if (shape === "square") return Math.max(Math.abs(x), Math.abs(y)) < SIZE / 3 ? 255 : 0;
    return i % 4 < 2 ? 255 : 0;
  });
}
