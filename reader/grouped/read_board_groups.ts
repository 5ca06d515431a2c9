import type { DuckDBConnection } from "@duckdb/node-api";
import { nearestNames } from "../../format/nearest_names.ts";
import type { BoardSummary } from "../board_summary.ts";
import { metricColumn, metricColumns } from "../metrics/metric_columns.ts";
import { narrowMetrics } from "../metrics/narrow_metrics.ts";
import type { BoardSnapshot } from "../snapshot/board_snapshot.ts";
import type { BoardGroup } from "./group_boards.ts";
import type { ConnectionPool } from "./connection_pool.ts";
import type { GroupedOptions, GroupedScalars, ScalarsGroup } from "./grouped_scalars.ts";
import { readGrouped } from "./read_grouped.ts";

/**
 * Reads one metric of groups of boards.
 *
 * @param snapshots Each board whose metrics can be read.
 * @throws {RangeError} Where no board has the metric as a number.
 */
export async function readBoardGroups(
  pool: ConnectionPool,
  groups: readonly BoardGroup[],
  snapshots: ReadonlyMap<BoardSummary, Pick<BoardSnapshot, "relations" | "metricsParts">>,
  name: string,
  options: GroupedOptions,
): Promise<GroupedScalars> {
  const { x } = options;
  const needed = typeof x === "object" ? [name, x.metric] : [name];
  const relations = new Map<BoardSummary, string>(); // Of the boards that have the metrics.
  await pool.forEach([...snapshots], ([board, snapshot]) =>
    pool.use(async (connection) => {
      const relation = await narrowMetrics(connection, snapshot, needed);
      if (await hasNumbers(connection, relation, needed)) relations.set(board, relation);
    }));
  if (relations.size === 0 && snapshots.size > 0) {
    const whole = [...snapshots.values()].map((snapshot) => snapshot.relations.metrics);
    throw await pool.use((connection) => nobodyHas(connection, whole, needed));
  }
  const chosen = groups.map(({ key, boards }) => ({
    key,
    boards: boards.filter((board) => relations.has(board)),
    lackingIds: boards.filter((board) => !relations.has(board)).map(({ boardId }) => boardId),
  }));
  const sources = chosen.map(({ boards }) =>
    boards.flatMap((board) => {
      const relation = relations.get(board);
      const createdMs = board.createdAt?.getTime() ?? 0;
      return relation === undefined ? [] : [{ relation, createdMs }];
    })
  );
  const { groups: curves, bucketWidth } = await readGrouped(pool, sources, name, options);
  return {
    name,
    groups: curves.map((read, index): ScalarsGroup => {
      const { key = [], boards = [], lackingIds = [] } = chosen[index] ?? {};
      return { key, boardIds: boards.map(({ boardId }) => boardId), lackingIds, ...read };
    }),
    ...bucketWidth === undefined ? {} : { bucketWidth },
  };
}

async function hasNumbers(
  connection: DuckDBConnection,
  relation: string,
  names: readonly string[],
): Promise<boolean> {
  for (const name of names) {
    const column = await metricColumn(connection, relation, name);
    if (column === undefined || column.type === "string") return false;
  }
  return true;
}

async function nobodyHas(
  connection: DuckDBConnection,
  relations: readonly string[],
  needed: readonly string[],
): Promise<RangeError> {
  const known = new Map<string, boolean>();
  for (const relation of relations) {
    for (const { name, type } of await metricColumns(connection, relation)) {
      known.set(name, known.get(name) || type !== "string");
    }
  }
  const missing = needed.find((name) => known.get(name) !== true) ?? needed.join(" and ");
  const nearest = nearestNames(missing, [...known.keys()].filter((name) => name !== missing));
  const hint = known.has(missing)
    ? "all boards that have it have texts"
    : nearest.length > 0
    ? `is it ${nearest.map((name) => JSON.stringify(name)).join(" or ")}?`
    : `the boards have ${known.size} other metrics`;
  return new RangeError(
    `Cannot group the scalars of ${JSON.stringify(needed[0])}: no board has numbers of ${
      JSON.stringify(missing)
    }; ${hint}`,
  );
}
