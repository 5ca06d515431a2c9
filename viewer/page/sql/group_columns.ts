import type { SqlReply } from "../../protocol/api.ts";

/** A column with more different texts than this is not offered for one line per text. */
const MAX_GROUPS = 24;

/** The indices of the text columns of a result that have few different texts, but more than one. */
export function groupColumns({ columns, rows }: SqlReply): number[] {
  return columns.flatMap(({ type }, i) => {
    if (type !== "VARCHAR") return [];
    const count = new Set(rows.map((row) => row[i])).size;
    return count > 1 && count <= MAX_GROUPS ? [i] : [];
  });
}
