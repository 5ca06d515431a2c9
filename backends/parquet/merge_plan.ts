/**
 * Which Parquet parts are merged, and how.
 *
 * Each commit adds a part, so a long run would have thousands of them, and every reader would have
 * to open all. To merge all parts with each commit would write each row thousands of times. So
 * parts are merged geometrically ({@linkcode partsToMerge}): only parts that are together at least
 * as large as the largest of them. Each merge at least doubles the size of the part that a row is
 * in, so n rows are written O(n log n) times in all, and few more than eight parts of one size are
 * left. When the run is finished, all parts are merged into one. A large file that an earlier run has
 * left is not: what is added to it stays beside it ({@linkcode partsToLeave}).
 *
 * A merge copies row groups byte for byte where it can, which costs no decoding. But a part of a
 * small commit is one small row group, and thousands of small row groups are slow to read and need
 * a large footer. So parts with small row groups are encoded again first, together with their
 * neighbours ({@linkcode runsToEncode}). Row groups that are large enough are left as they are, so
 * a row is encoded again only a few times, while its row group is small.
 *
 * @module
 */

/** A merge takes at least so many parts. */
const MIN_PARTS = 8;
/**
 * A row group is large enough for readers with so many bytes, or with this
 * share of the rows that it may have: to read a column of doubles then takes
 * DuckDB one and a half times as long as from full row groups. In smaller ones
 * the fixed cost of each column chunk counts.
 */
const LARGE_BYTES = 4 * 1024 ** 2;
const LARGE_SHARE = 1 / 16;
const LARGE_ROWS = 1024;

/** A finish leaves no smaller part of an earlier run: to copy it takes less than a second. */
const LEFT_BYTES = 64 * 1024 ** 2;
/** And none that is not so many times as large as all after it. */
const LEFT_RATIO = 4;

/**
 * How many of the newest parts to merge into one, 0 for none: the largest
 * number, of at least {@linkcode MIN_PARTS}, of which the largest part has no
 * more rows than all the others together.
 *
 * @param rowCounts The rows of each part, oldest first.
 */
export function partsToMerge(rowCounts: readonly number[]): number {
  let mergeCount = 0;
  let sum = 0;
  let largest = 0;
  for (const [index, rowCount] of rowCounts.toReversed().entries()) {
    sum += rowCount;
    largest = Math.max(largest, rowCount);
    if (index + 1 >= MIN_PARTS && largest <= sum - largest) mergeCount = index + 1;
  }
  return mergeCount;
}

/**
 * How many of the oldest parts a finish leaves as they are: large files of earlier runs, to which
 * little was added. To merge them would copy gigabytes for the rows of a minute. Each part that is
 * left is larger than {@linkcode LEFT_RATIO} times all after it together, so there are few.
 *
 * @param byteCounts The size of each part's file, oldest first.
 */
export function partsToLeave(byteCounts: readonly number[]): number {
  let after = byteCounts.reduce((sum, bytes) => sum + bytes, 0);
  let count = 0;
  for (const bytes of byteCounts.slice(0, -1)) {
    after -= bytes;
    if (bytes < LEFT_BYTES || bytes <= LEFT_RATIO * after) break;
    count++;
  }
  return count;
}

/** What decides how a part is merged. */
export interface MergedPart {
  /** How many rows it has. */
  rowCount: number;
  /** How many row groups it has. */
  rowGroupCount: number;
  /** The size of its row groups together. */
  byteCount: number;
  /** Whether its row groups can be copied into the merged file as they are. */
  isCopied: boolean;
}

/** Successive parts of a list. */
export interface PartRun {
  /** The index of the first. */
  first: number;
  /** How many there are. */
  count: number;
}

/**
 * The runs of parts to encode again, each into one part, before all parts are
 * copied into one: parts that cannot be copied, and parts with small row
 * groups where encoding would make fewer of them.
 *
 * @param parts The parts to merge, oldest first.
 * @param rowGroupRows How many rows a row group may have.
 * @returns The runs, in their order.
 */
export function runsToEncode(parts: readonly MergedPart[], rowGroupRows: number): PartRun[] {
  // Where few rows fit into a row group, a full one and one with the rest are as good as it gets.
  const enoughRows = Math.min(rowGroupRows / 2, Math.max(rowGroupRows * LARGE_SHARE, LARGE_ROWS));
  const isKept = ({ rowCount, rowGroupCount, byteCount, isCopied }: MergedPart) =>
    isCopied &&
    (rowCount >= rowGroupCount * enoughRows || byteCount >= rowGroupCount * LARGE_BYTES);
  const runs: PartRun[] = [];
  for (let first = 0; first < parts.length; first++) {
    const end = parts.findIndex((part, index) => index >= first && isKept(part));
    const count = (end === -1 ? parts.length : end) - first;
    const run = parts.slice(first, first + count);
    const rowCount = run.reduce((sum, part) => sum + part.rowCount, 0);
    const rowGroupCount = run.reduce((sum, part) => sum + part.rowGroupCount, 0);
    const makesFewer = rowGroupCount > Math.ceil(rowCount / rowGroupRows);
    if (makesFewer || run.some(({ isCopied }) => !isCopied)) runs.push({ first, count });
    first += count;
  }
  return runs;
}
