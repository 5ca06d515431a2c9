import type { Block } from "./block.ts";

/**
 * What one frame of the journal holds: rows that are taken together, or not at
 * all.
 *
 * | kind | blocks |
 * |---|---|
 * | rows | rows of `metrics`; of the last of these log calls, its rows of the other tables too |
 * | awaiting | the same, but some rows of the other tables stand in for those of a `completion` |
 * | completion | rows of one log call in other tables than `metrics`, in place of those that stand in |
 * | events | rows of one event table |
 */
export interface JournalEntry {
  kind: "rows" | "awaiting" | "completion" | "events";
  /** At most one for each table; that of `metrics` comes first. */
  blocks: Block[];
}

/**
 * The blocks of an entry that awaits its completion: those that stand in are
 * replaced, all others stay.
 */
export function completeBlocks(
  { blocks }: JournalEntry,
  completion: readonly Block[] | undefined,
): Block[] {
  return blocks.map((block) => completion?.find(({ table }) => table === block.table) ?? block);
}
