import { join } from "@std/path";
import { makeBlock } from "../../support/make_block.ts";
import type { Block } from "../../../format/block.ts";
import { Journal } from "../../../writer/journal/journal.ts";
import type { JournalPosition } from "../../../writer/journal/journal_position.ts";

/** Fails where it is called: nothing is damaged in most tests. */
export function noDamage(message: string): never {
  throw new Error(`Not expected: ${message}`);
}

/** A block of two rows. */
export function smallBlock(index: number): Block {
  return makeBlock(index * 2, 2, [{ name: "m", type: "double", cells: [index] }]);
}

/** All blocks from a position on, or from the start. */
export function readAll(journal: Journal, from: JournalPosition = journal.start): Block[] {
  return [...journal.read(from)].flatMap(({ blocks }) => blocks);
}

/** The names in a journal's folder. */
export function segmentNames(dir: string): string[] {
  return [...Deno.readDirSync(dir)].map(({ name }) => name).sort();
}

/** Writes a journal of some small blocks; returns where each frame ends, and the bytes of its one file. */
export function writeSmall(
  dir: string,
  blocks: readonly Block[],
): { ends: number[]; bytes: Uint8Array } {
  const journal = new Journal(dir, noDamage);
  const ends = blocks.map((block) => {
    journal.append(block);
    return journal.end.offset;
  });
  journal.close();
  return { ends, bytes: Deno.readFileSync(join(dir, "000001.journal")) };
}
