import { quoteName, quoteText } from "../backends/duckdb/quote.ts";
import { wellFormedJson } from "../format/well_formed_json.ts";
import { summaryOf, type SummaryValue } from "../format/run_summary.ts";
import { uniqueNames } from "../format/unique_names.ts";
import type { BoardSummary } from "./board_summary.ts";
import {
  type ConfigLeaf as Leaf,
  type ConfigLeaves as Leaves,
  configLeaves,
} from "./config_leaves.ts";

/** DuckDB takes seconds to read a view of so many columns, and minutes of ten times as many. */
const MAX_CONFIG_COLUMNS = 5_000;

/**
 * The relation of the view `runs`: one row per board, with its config as JSON, what is said of it
 * by its script and by people, one column per leaf of the config, and one per value that counts for
 * the runs. A column is DOUBLE where all boards
 * have numbers, BOOLEAN where all have booleans, otherwise VARCHAR.
 */
export function runsRelation(
  boards: readonly BoardSummary[],
  summaries: ReadonlyMap<BoardSummary, ReadonlyMap<string, SummaryValue>> = new Map(),
): string {
  const runs = boards.map((board) => ({
    board,
    leaves: configLeaves(board.metadata?.config ?? {}),
    summary: summaryLeaves(board, summaries.get(board)),
  }));
  const columns = columnsOf("config", fewEnough(runs.map(({ leaves }) => leaves)));
  const summaryColumns = columnsOf("summary", runs.map(({ summary }) => summary));
  const rows = runs.map(({ board, leaves, summary }) => {
    const { boardId, status, metadata, createdAt, finishedAt } = board;
    const cells = [
      quoteText(boardId),
      textOrNull(metadata?.name ?? null),
      quoteText(status),
      timestamp(createdAt),
      timestamp(finishedAt),
      quoteText(wellFormedJson(metadata?.config ?? {})),
      textOrNull(board.title),
      textOrNull(board.group),
      String(board.rank ?? "NULL"),
      String(board.worldSize ?? "NULL"),
      `[${board.tags.map(quoteText).join(", ")}]`,
      textOrNull(board.notes),
      ...columns.map((column) => cellOf(leaves, column)),
      ...summaryColumns.map((column) => cellOf(summary, column)),
    ];
    return `(${cells.join(", ")})`;
  });
  const all = [
    ...["board_id", "name", "status"].map((name) => ({ name, type: "VARCHAR" })),
    ...["created_at", "finished_at"].map((name) => ({ name, type: "TIMESTAMP" })),
    { name: "config", type: "JSON" },
    ...["title", "group"].map((name) => ({ name, type: "VARCHAR" })),
    ...["rank", "world_size"].map((name) => ({ name, type: "BIGINT" })),
    { name: "tags", type: "VARCHAR[]" },
    { name: "notes", type: "VARCHAR" },
    ...columns,
    ...summaryColumns,
  ];
  const select = all.map(({ name, type }, index) => `c${index}::${type} AS ${quoteName(name)}`);
  const empty = `(${all.map(() => "NULL").join(", ")})`;
  return `(SELECT ${select.join(", ")}
    FROM (VALUES ${(rows.length > 0 ? rows : [empty]).join(", ")})
    AS t(${all.map((_, index) => `c${index}`).join(", ")}) WHERE ${rows.length > 0})`;
}

/**
 * The configs whose leaves get columns: from the smallest one on, as many as there may be columns
 * for. Of the others there is the JSON, so that one config of a stranger's harms no other board.
 */
function fewEnough(configs: readonly Leaves[]): Leaves[] {
  const ids = new Set<string>();
  const chosen = new Set<Leaves>();
  for (const leaves of configs.toSorted((a, b) => a.size - b.size)) {
    const added = [...leaves.keys()].filter((id) => !ids.has(id));
    if (ids.size + added.length > MAX_CONFIG_COLUMNS) break;
    for (const id of added) ids.add(id);
    chosen.add(leaves);
  }
  return configs.filter((leaves) => chosen.has(leaves));
}

/** What counts for a run, each value a leaf; those of metrics are empty where they were not read. */
function summaryLeaves(
  { metadata }: BoardSummary,
  found?: ReadonlyMap<string, SummaryValue>,
): Leaves {
  const { rules, values } = summaryOf(metadata);
  const names = new Set([...rules.keys(), ...values.keys()]);
  return new Map([...names].map((name) => {
    const leaf = (found ?? values).get(name) ?? null;
    return [JSON.stringify([name]), { path: name, leaf }];
  }));
}

function cellOf(leaves: Leaves, { ids, type }: { ids: readonly string[]; type: string }): string {
  const leaf = ids.map((id) => leaves.get(id)?.leaf).find((leaf) => leaf !== undefined);
  return leaf === undefined ? "NULL" : literal(leaf, type);
}

/** The columns of all configs, or of all summaries, in the order of their names. */
function columnsOf(prefix: string, configs: readonly Leaves[]) {
  const columns = alikeLeaves(configs).flatMap((groups) =>
    groups.map((ids, index) => ({ ids, index, leaves: leavesWith(configs, ids) }))
  );
  // Of leaves with one name the first keeps it, so that a later one takes none that is another's.
  const ordered = columns.toSorted((a, b) => a.index - b.index);
  // No name in SQL has NUL, nor half a surrogate pair.
  const names = uniqueNames(
    ordered.map(({ leaves }) =>
      `${prefix}.${leaves[0]?.path}`.replaceAll("\0", "\ufffd").toWellFormed()
    ),
  );
  return ordered.map(({ ids, leaves }, index) => {
    const name = names[index]!;
    const [type, ...others] = new Set(
      leaves.flatMap(({ leaf }) => leaf === null ? [] : [typeof leaf]),
    );
    const isOne = others.length === 0 && (type === "number" || type === "boolean");
    return { name, ids, type: !isOne ? "VARCHAR" : type === "number" ? "DOUBLE" : "BOOLEAN" };
  }).sort((a, b) => a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1);
}

/**
 * The leaves whose paths are one name to SQL, for which case does not matter: together, unless a
 * config has two of them, as `{ "x.y": 1, x: { y: 2 } }` and `{ lr: 1, LR: 2 }`; then each on its own.
 */
function alikeLeaves(configs: readonly Leaves[]): string[][][] {
  const alike = new Map<string, { ids: Set<string>; isSplit: boolean }>();
  for (const leaves of configs) {
    const seen = new Set<string>();
    for (const [id, { path }] of leaves) {
      const key = path.toLowerCase();
      const found = alike.get(key) ?? { ids: new Set(), isSplit: false };
      alike.set(key, found);
      found.ids.add(id);
      found.isSplit ||= seen.has(key);
      seen.add(key);
    }
  }
  return [...alike.values()].map(({ ids, isSplit }) =>
    isSplit ? [...ids].map((id) => [id]) : [[...ids]]
  );
}

function leavesWith(configs: readonly Leaves[], ids: readonly string[]) {
  return configs.flatMap((leaves) => ids.flatMap((id) => leaves.get(id) ?? []));
}

function literal(value: Leaf, type: string): string {
  if (value === null) return "NULL";
  // A number in quotes keeps all its digits.
  const text = typeof value === "object" ? wellFormedJson(value) : String(value);
  return type === "BOOLEAN" ? String(value) : quoteText(text);
}

function textOrNull(text: string | null): string {
  return text === null ? "NULL" : quoteText(text);
}

function timestamp(date: Date | null): string {
  return date === null ? "NULL" : quoteText(date.toISOString().replace("Z", ""));
}
