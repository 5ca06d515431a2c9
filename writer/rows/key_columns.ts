import type { Column } from "../../format/block.ts";

const TWO_TO_32 = 2 ** 32;

/**
 * The key columns of some rows. Each value lies behind the first cell of its entry.
 *
 * @param entriesAt Where each entry begins.
 */
export function keyColumns(cells: Float64Array, entriesAt: Uint32Array): Column[] {
  const rowCount = entriesAt.length;
  const steps = new Int64s(rowCount);
  const globalSteps = new Int64s(rowCount);
  const times = new Int64s(rowCount);
  const globalStepRows = new Uint32Array(rowCount);
  let globalStepCount = 0;
  for (let row = 0; row < rowCount; row++) {
    const at = entriesAt[row]!;
    steps.set(row, cells[at + 1]!);
    const globalStep = cells[at + 2]!;
    if (globalStep === globalStep) { // No NaN.
      globalSteps.set(globalStepCount, globalStep);
      globalStepRows[globalStepCount++] = row;
    }
    times.set(row, 1000 * cells[at + 3]!);
  }
  const globalStepColumn: Column = {
    name: "global_step",
    type: "int64",
    values: globalSteps.first(globalStepCount),
  };
  const isFromFirst = globalStepCount === 0 ||
    globalStepRows[globalStepCount - 1] === globalStepCount - 1;
  if (!isFromFirst) globalStepColumn.rows = globalStepRows.slice(0, globalStepCount);
  return [
    { name: "step", type: "int64", values: steps.first(rowCount) },
    globalStepColumn,
    { name: "timestamp", type: "timestamp", values: times.first(rowCount) },
  ];
}

/** 64-bit integers, written as pairs of 32-bit words: without a BigInt for each. */
class Int64s {
  readonly #words: Uint32Array<ArrayBuffer>;

  constructor(length: number) {
    this.#words = new Uint32Array(2 * length);
  }

  /** Sets one to an integer within ±2^53. */
  set(index: number, value: number): void {
    this.#words[2 * index] = value; // modulo 2^32
    this.#words[2 * index + 1] = Math.floor(value / TWO_TO_32);
  }

  /** The first ones. */
  first(count: number): BigInt64Array {
    return new BigInt64Array(this.#words.buffer, 0, count);
  }
}
