import { assertEquals } from "@std/assert";
import { decode } from "fast-png";
import { OpenBoards } from "../open_boards.ts";
import type { MediaData, NumberArray } from "../../../mod.ts";

/** The bytes of the PNG that a board has made of an image. */
async function storedPixels(image: MediaData, valueRange?: [number, number]): Promise<number[]> {
  await using boards = new OpenBoards();
  const board = boards.open();
  board.logImages("image", image, valueRange && { valueRange });
  await board.finish();
  const { columns, cells } = await boards.read(board, "media");
  const path = cells[columns.findIndex(({ name }) => name === "path")]![0] as string;
  return [...decode(Deno.readFileSync(path)).data];
}

const day = 1_700_000_000;
const exact: readonly [string, NumberArray, [number, number], number[]][] = [
  ["doubles", Float64Array.of(day, day + 1, day + 2, day + 4), [day, day + 4], [0, 64, 128, 255]],
  ["an array", [day, day + 1, day + 2, day + 4], [day, day + 4], [0, 64, 128, 255]],
  [
    "32-bit integers",
    Int32Array.of(-day, 1 - day, 2 - day, 4 - day),
    [-day, 4 - day],
    [0, 64, 128, 255],
  ],
  [
    "64-bit integers",
    BigInt64Array.of(2n ** 53n, 2n ** 53n + 2n, 0n, 2n ** 62n),
    [2 ** 53, 2 ** 53 + 8],
    [0, 64, 0, 255],
  ],
  [
    "the largest doubles",
    Float64Array.of(-Number.MAX_VALUE, 0, Number.MAX_VALUE, Infinity),
    [-Number.MAX_VALUE, Number.MAX_VALUE],
    [0, 128, 255, 255],
  ],
  [
    "the smallest doubles",
    Float64Array.of(0, 5e-324, NaN, -1),
    [0, 5e-324],
    [0, 255, 0, 0],
  ],
  ["16-bit integers", Uint16Array.of(0, 16384, 32768, 65535), [0, 65535], [0, 64, 128, 255]],
];

for (const [title, data, valueRange, pixels] of exact) {
  Deno.test(`Board.logImages() takes each digit of ${title} for a valueRange`, async () => {
    assertEquals(await storedPixels({ data, width: 2, height: 2 }, valueRange), pixels);
  });
}

Deno.test("Board.logImages() takes a view of stdlib or Pyodide in the order of its strides", async () => {
  const data = Uint8Array.of(9, 1, 2, 3, 4, 5, 6);
  // Column by column, as Fortran has it; TensorFlow.js says less of tensors that are row by row.
  const transposed = { data, shape: [2, 3], strides: [1, 2], offset: 1 };
  assertEquals(await storedPixels(transposed), [1, 3, 5, 2, 4, 6]);
  const reversed = { data, shape: [2, 3], strides: [-3, -1], offset: 6 };
  assertEquals(await storedPixels(reversed), [6, 5, 4, 3, 2, 1]);
  const inRows = { dataSync: () => data.subarray(1), shape: [2, 3], strides: [3] };
  assertEquals(await storedPixels(inRows), [1, 2, 3, 4, 5, 6]);
});
