import type { Block } from "../format/block.ts";

/** So much of a text is kept of a block that the journal cannot take. */
const KEPT_CHARS = 1000;

/**
 * A block that the journal takes in place of one that it cannot: the same rows, whose long texts
 * are cut and say why, and whose other values are as they were.
 */
export function cutBlock(block: Block, reason: string): Block {
  const columns = block.columns.map((column) => {
    if (column.type !== "string") return column;
    const isTableRows = block.table === "tables" && column.name === "rows";
    const values = (column.values as string[]).map((text) =>
      text.length <= KEPT_CHARS
        ? text
        : isTableRows
        ? "[]"
        : `${text.slice(0, KEPT_CHARS)}… (cut: ${reason})`
    );
    return { ...column, values };
  });
  return { ...block, columns };
}
