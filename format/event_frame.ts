/**
 * A block of an event table as earlier versions read it: as the completion of a log call that nobody
 * awaits, which they skip without a word. `journal_frames.ts` says why.
 *
 * @module
 */
import type { Block } from "./block.ts";
import { BlockError } from "./check_block.ts";
import { decodeBlock } from "./decode_block.ts";
import { isEventTable, KEY_COLUMNS } from "./tables.ts";

/** The step of the log call that such a completion names: no call has it. */
export const EVENTS_STEP: number = Number.MAX_SAFE_INTEGER;

/**
 * Wraps the bytes of a block.
 *
 * @param bytes As `BlockEncoder` makes them: a multiple of eight.
 */
export function wrapEvents(bytes: Uint8Array): Block {
  const items = new BigInt64Array(bytes.length / BigInt64Array.BYTES_PER_ELEMENT);
  new Uint8Array(items.buffer).set(bytes);
  return {
    table: "histograms",
    rowCount: 1,
    firstStep: EVENTS_STEP,
    lastStep: EVENTS_STEP,
    columns: [
      ...KEY_COLUMNS.map(({ name, type }) => ({
        name,
        type,
        values: BigInt64Array.of(...name === "step" ? [BigInt(EVENTS_STEP)] : []),
      })),
      // In the order of the table's own: earlier versions take the columns for those of its rows.
      { name: "name", type: "string", values: [] },
      { name: "bins", type: "double[]", values: [] },
      { name: "counts", type: "int64[]", values: [items] },
    ],
  };
}

/** Whether the blocks of a completion are such a wrap. */
export function areEvents([block]: readonly Block[]): boolean {
  return block?.firstStep === EVENTS_STEP;
}

/** The block in a wrap. @throws {BlockError} Where a board cannot have written it. */
export function unwrapEvents([wrap]: readonly Block[]): Block {
  const items = wrap?.columns.find(({ name }) => name === "counts")?.values[0];
  if (!(items instanceof BigInt64Array)) {
    throw new BlockError("Cannot read rows of an event table: they are missing");
  }
  const block = decodeBlock(new Uint8Array(items.buffer, items.byteOffset, items.byteLength));
  if (isEventTable(block.table)) return block;
  throw new BlockError(`Cannot read rows of an event table: found some of ${block.table}`);
}
