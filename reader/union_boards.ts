import { quoteName, quoteText } from "../backends/duckdb/quote.ts";
import type { TableName } from "../format/tables.ts";
import type { SandboxedDuckDb } from "./query/sandboxed_duckdb.ts";
import type { BoardSnapshot } from "./snapshot/board_snapshot.ts";

/** One of the boards whose rows are united. */
export interface UnitedBoard {
  boardId: string;
  snapshot: BoardSnapshot;
}

/**
 * The relation with the rows of one table of many boards, `board_id` before the
 * other columns. Columns are matched by name, regardless of upper and lower
 * case. Where the boards have one metric in different types, all are strings.
 */
export async function unionBoards(
  boards: readonly UnitedBoard[],
  table: TableName,
  duckdb: SandboxedDuckDb,
): Promise<string> {
  if (boards.length === 0) {
    return `(SELECT NULL::VARCHAR AS board_id, NULL::BIGINT AS step WHERE false)`;
  }
  const parts = boards.map(({ boardId, snapshot }) => ({
    boardId,
    relation: snapshot.relations[table],
    /** The names of the columns, by the name in lower case. */
    columns: new Map<string, string>(),
  }));
  const mixed = new Set<string>();
  if (table === "metrics") {
    const types = new Map<string, string>();
    for (const { relation, columns } of parts) {
      for (const [name, type] of await duckdb.rows(`DESCRIBE FROM ${relation}`)) {
        const key = String(name).toLowerCase();
        columns.set(key, String(name));
        if ((types.get(key) ?? type) !== type) mixed.add(key);
        types.set(key, String(type));
      }
    }
  }
  const selects = parts.map(({ boardId, relation, columns }) => {
    const replaced = [...mixed].flatMap((key) => {
      const name = columns.get(key);
      return name === undefined
        ? []
        : [`CAST(${quoteName(name)} AS VARCHAR) AS ${quoteName(name)}`];
    });
    // A metric of the name board_id is renamed.
    const own = columns.get("board_id");
    const star = "*" +
      (replaced.length === 0 ? "" : ` REPLACE (${replaced.join(", ")})`) +
      (own === undefined ? "" : ` RENAME (${quoteName(own)} AS board_id_1)`);
    return `SELECT ${quoteText(boardId)} AS board_id, ${star} FROM ${relation}`;
  });
  return `(${selects.join(" UNION ALL BY NAME ")})`;
}
