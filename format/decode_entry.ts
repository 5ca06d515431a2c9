import type { Block } from "./block.ts";
import { BlockError } from "./check_block.ts";
import { decodeBlock } from "./decode_block.ts";
import type { JournalEntry } from "./journal_entry.ts";

/** The bytes before the first block, and before each block. */
const HEAD_BYTES = 8;

/**
 * The log calls that the payload of a "KBJ3" frame holds.
 *
 * @throws {BlockError} Where a board cannot have written it.
 */
export function decodeCalls(payload: Uint8Array): JournalEntry {
  const { flag, blocks } = decodeBlocks(payload);
  const [metrics, ...others] = blocks;
  if (metrics?.table !== "metrics" || flag > 1 || flag > others.length) {
    throw new BlockError("Cannot read log calls: expected rows of metrics, and of other tables");
  }
  checkOthers(others, metrics.lastStep);
  return { kind: flag === 1 ? "awaiting" : "rows", blocks };
}

/**
 * The completion that the payload of a "KBJ4" frame holds.
 *
 * @throws {BlockError} Where a board cannot have written it.
 */
export function decodeCompletion(payload: Uint8Array): JournalEntry {
  const { flag, blocks } = decodeBlocks(payload);
  if (flag !== 0) throw new BlockError("Cannot read a completion: it awaits another one");
  checkOthers(blocks, blocks[0]?.firstStep);
  return { kind: "completion", blocks };
}

function decodeBlocks(payload: Uint8Array): { flag: number; blocks: Block[] } {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const blocks: Block[] = [];
  const [count, flag] = readHead(view, 0);
  let at = HEAD_BYTES;
  for (let index = 0; index < count; index++) {
    const [length, zero] = readHead(view, at);
    at += HEAD_BYTES;
    if (zero !== 0 || length > payload.length - at) {
      throw new BlockError("Cannot read a block: expected its length, and all of it");
    }
    blocks.push(decodeBlock(payload.subarray(at, at + length)));
    at += length;
  }
  if (at !== payload.length || count === 0) {
    throw new BlockError("Cannot read blocks: expected some, and nothing behind them");
  }
  return { flag, blocks };
}

function readHead(view: DataView, at: number): [number, number] {
  if (at + HEAD_BYTES > view.byteLength) {
    throw new BlockError("Cannot read blocks: the length of one is missing");
  }
  return [view.getUint32(at, true), view.getUint32(at + 4, true)];
}

/** The blocks are of different tables other than `metrics`, and all their rows are of one step. */
function checkOthers(blocks: readonly Block[], step: number | undefined): void {
  const tables = new Set(blocks.map(({ table }) => table));
  const areOfOneCall = blocks.every(({ firstStep, lastStep }) =>
    firstStep === step && lastStep === step
  );
  if (tables.size === blocks.length && !tables.has("metrics") && areOfOneCall) return;
  throw new BlockError("Cannot read a log call: expected rows of different tables and of one step");
}
