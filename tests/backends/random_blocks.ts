import { type CellsOfColumn, makeBlock } from "../support/make_block.ts";
import type { Random } from "../support/random.ts";
import type { CellValue } from "../support/table_content.ts";
import type { Block } from "../../format/block.ts";

const TYPES = ["double", "boolean", "string", "int64", "timestamp"] as const;

type RandomType = typeof TYPES[number];
const ROW_COUNTS = [1, 1, 2, 3, 7, 8, 9, 20, 64, 65, 200];
const COLUMN_COUNT = 12;

const DOUBLES = [0, -0, NaN, Infinity, -Infinity, 5e-324, 1.7976931348623157e308, 0.1, 2 ** 53];
const STRINGS = [
  "",
  "a",
  "it's",
  'say "hi"',
  "\n\r\t",
  "\u0001\u001f\u007f",
  "😀é漢",
  "x".repeat(40),
];
const INTEGERS = [0n, -1n, 1n, 2n ** 31n, -(2n ** 31n), 2n ** 53n - 1n, -(2n ** 53n) + 1n];

/**
 * A block with some of a dozen columns, each of a type of its own, dense or sparse.
 *
 * @param signedZeros Whether a column may have 0 and -0 in it.
 */
export function randomBlock(random: Random, firstStep: number, signedZeros: boolean): Block {
  const rowCount = random.pick(ROW_COUNTS);
  const columns: CellsOfColumn[] = [];
  for (let index = 0; index < COLUMN_COUNT; index++) {
    if (random.chance(0.5)) continue;
    const type = TYPES[index % TYPES.length]!;
    const cells = randomCells(random, type, rowCount, signedZeros);
    // A block has no column without any value.
    if (cells.some((cell) => cell !== null)) columns.push({ name: `m/${index}`, type, cells });
  }
  return makeBlock(firstStep, rowCount, columns);
}

function randomCells(
  random: Random,
  type: RandomType,
  rowCount: number,
  signedZeros: boolean,
): CellValue[] {
  const share = random.pick([0.05, 0.5, 0.95, 1]);
  const length = random.chance(0.5) ? rowCount : random.integer(1, rowCount);
  return Array.from(
    { length },
    () => {
      const cell = random.chance(share) ? randomCell(random, type) : null;
      return cell === 0 && !signedZeros ? 0 : cell;
    },
  );
}

function randomCell(random: Random, type: RandomType): CellValue {
  switch (type) {
    case "double":
      return random.chance(0.5) ? random.pick(DOUBLES) : random.next() - 0.5;
    case "boolean":
      return random.chance(0.5);
    case "string":
      return random.pick(STRINGS);
    case "int64":
    case "timestamp":
      return random.pick(INTEGERS);
  }
}
