import { quoteText } from "./quote.ts";
import type { BareDuckDb } from "./bare_duckdb.ts";
import type { RowRange } from "./verify_sql.ts";
import { HEADER_BYTES } from "./written_blocks.ts";

/** What {@linkcode findChangedRows} needs to know of the file. */
export interface ChangedRowsOptions {
  /** Whether the bytes from a place up to another one are as the earlier run left them. */
  isKept(from: number, to: number): boolean;
  /** The size of its blocks. */
  blockBytes: number;
}

/**
 * Finds the rows of a table of the attached file that were written since an earlier run: those of the
 * row groups of which a block is not as that run has left it. DuckDB never changes a block in place,
 * so of a long run almost all are.
 *
 * Of texts and lists it does not tell all blocks: these columns are to be read to their end.
 *
 * @param table The table's full name.
 * @returns Ranges of rows, in their order.
 */
export async function findChangedRows(
  duckdb: BareDuckDb,
  table: string,
  { isKept, blockBytes }: ChangedRowsOptions,
): Promise<RowRange[]> {
  const counts = new Map<number, number>();
  const changed = new Set<number>();
  // Once: of a long run it takes a tenth of a second. A list that is shorter ends with NULL.
  const blocks = await duckdb.rows(
    `SELECT row_group_id, block, sum(row_count)::BIGINT FROM (
       SELECT row_group_id, unnest(list_prepend(block_id, additional_block_ids)) AS block,
         unnest([CASE WHEN column_path = '[0]' THEN count ELSE 0 END]) AS row_count
       FROM pragma_storage_info(${quoteText(table)})
     ) GROUP BY ALL ORDER BY row_group_id`,
  );
  for (const [group, block, count] of blocks) {
    const rowGroup = Number(group);
    counts.set(rowGroup, (counts.get(rowGroup) ?? 0) + Number(count));
    if (Number(block) < 0) continue; // What is the same in all rows is in no block.
    const start = HEADER_BYTES + Number(block) * blockBytes;
    if (!isKept(start, start + blockBytes)) changed.add(rowGroup);
  }
  const ranges: RowRange[] = [];
  let from = 0;
  for (const [rowGroup, count] of counts) {
    const to = from + count;
    const last = ranges.at(-1);
    if (changed.has(rowGroup)) {
      if (last?.to === from) last.to = to;
      else ranges.push({ from, to });
    }
    from = to;
  }
  return ranges;
}
