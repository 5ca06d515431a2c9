import { quoteName, quoteText } from "../backends/duckdb/quote.ts";
import type { JsonValue } from "../format/json_value.ts";
import type { BoardSummary } from "./board_summary.ts";

/** A leaf of a config: any value but an object. */
type Leaf = Exclude<JsonValue, undefined>;

/**
 * The relation of the view `runs`: one row per board, with its config as JSON
 * and one column per leaf of the config. A column is DOUBLE where all boards
 * have numbers, BOOLEAN where all have booleans, otherwise VARCHAR.
 */
export function runsRelation(boards: readonly BoardSummary[]): string {
  const runs = boards.map((board) => ({
    board,
    leaves: leavesOf(board.metadata?.config ?? {}),
  }));
  const columns = columnsOf(runs.map(({ leaves }) => leaves));
  const rows = runs.map(({ board, leaves }) => {
    const { boardId, status, metadata, createdAt, finishedAt } = board;
    const cells = [
      quoteText(boardId),
      metadata === null ? "NULL" : quoteText(metadata.name),
      quoteText(status),
      timestamp(createdAt),
      timestamp(finishedAt),
      quoteText(JSON.stringify(metadata?.config ?? {})),
      ...columns.map(({ paths, type }) => {
        const leaf = paths.map((path) => leaves.get(path)).find((leaf) => leaf !== undefined);
        return leaf === undefined ? "NULL" : literal(leaf, type);
      }),
    ];
    return `(${cells.join(", ")})`;
  });
  const all = [
    ...["board_id", "name", "status"].map((name) => ({ name, type: "VARCHAR" })),
    ...["created_at", "finished_at"].map((name) => ({ name, type: "TIMESTAMP" })),
    { name: "config", type: "JSON" },
    ...columns,
  ];
  const select = all.map(({ name, type }, index) => `c${index}::${type} AS ${quoteName(name)}`);
  const empty = `(${all.map(() => "NULL").join(", ")})`;
  return `(SELECT ${select.join(", ")}
    FROM (VALUES ${(rows.length > 0 ? rows : [empty]).join(", ")})
    AS t(${all.map((_, index) => `c${index}`).join(", ")}) WHERE ${rows.length > 0})`;
}

/** The leaves of a config by path, such as `optimizer.lr`. A list is a leaf. */
function leavesOf(config: { [key: string]: JsonValue }, below = ""): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  for (const [key, value] of Object.entries(config)) {
    if (value === undefined) continue;
    const isBranch = typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isBranch) leaves.set(`${below}${key}`, value);
    else for (const [path, leaf] of leavesOf(value, `${below}${key}.`)) leaves.set(path, leaf);
  }
  return leaves;
}

/** The columns of all configs. Names that differ only in case are one column, as in SQL. */
function columnsOf(configs: readonly Map<string, Leaf>[]) {
  const byKey = new Map<string, { name: string; paths: string[]; types: Set<string> }>();
  for (const [path, leaf] of configs.flatMap((leaves) => [...leaves])) {
    const key = path.toLowerCase();
    const column = byKey.get(key) ?? { name: `config.${path}`, paths: [], types: new Set() };
    byKey.set(key, column);
    if (!column.paths.includes(path)) column.paths.push(path);
    if (leaf !== null) column.types.add(typeof leaf);
  }
  const columns = [...byKey].sort(([a], [b]) => a < b ? -1 : 1);
  return columns.map(([, { name, paths, types }]) => {
    const [type, ...others] = types;
    if (others.length > 0) return { name, paths, type: "VARCHAR" };
    return {
      name,
      paths,
      type: type === "number" ? "DOUBLE" : type === "boolean" ? "BOOLEAN" : "VARCHAR",
    };
  });
}

function literal(value: Leaf, type: string): string {
  if (value === null) return "NULL";
  // A number in quotes keeps all its digits.
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return type === "BOOLEAN" ? String(value) : quoteText(text);
}

function timestamp(date: Date | null): string {
  return date === null ? "NULL" : quoteText(date.toISOString().replace("Z", ""));
}
