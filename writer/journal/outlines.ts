import type { Block, Column } from "../../format/block.ts";
import type { JournalEntry } from "../../format/journal_entry.ts";
import type { TableName } from "../../format/tables.ts";

/** About what an outline takes, and what each of its columns does. */
const OUTLINE_BYTES = 300;
const COLUMN_BYTES = 60;

const NO_VALUES = new Float64Array();

/**
 * Makes outlines of entries: how many rows their blocks have, up to which step, and which columns, but
 * no values. They are small, and tell what a commit has to prepare.
 */
export class Outlines {
  /** The columns of the last outline of each table: those of the next one are most often the same. */
  readonly #lastColumns = new Map<TableName, Column[]>();

  /** The outline of an entry, and about how much memory it takes. */
  of({ kind, blocks }: JournalEntry): { entry: JournalEntry; heldBytes: number } {
    let heldBytes = OUTLINE_BYTES;
    const outlines = blocks.map((block): Block => {
      const last = this.#lastColumns.get(block.table);
      const columns = this.#columnsOf(block, last);
      if (columns !== last) heldBytes += COLUMN_BYTES * columns.length;
      return { ...block, columns };
    });
    return { entry: { kind, blocks: outlines }, heldBytes };
  }

  #columnsOf({ table, columns }: Block, last: Column[] | undefined): Column[] {
    const isSame = last?.length === columns.length &&
      columns.every(({ name, type }, index) =>
        last[index]?.name === name && last[index]?.type === type
      );
    if (isSame) return last;
    const outlined = columns.map(({ name, type }) => ({ name, type, values: NO_VALUES }));
    this.#lastColumns.set(table, outlined);
    return outlined;
  }
}
