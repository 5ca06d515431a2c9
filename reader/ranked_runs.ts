import { groupRanks } from "../format/rank_groups.ts";
import type { BoardSummary } from "./board_summary.ts";

/** The processes of one training, each with a board; or a run of one process. */
export interface RankedRun {
  /** The board that stands for all: that of the lowest rank. */
  lead: BoardSummary;
  /** All boards, by their ranks. */
  ranks: readonly BoardSummary[];
  /** How many processes there should be; `null` where no script said so. */
  worldSize: number | null;
  /** The ranks that have no board. */
  missing: readonly number[];
}

/** Of more ranks that are missing, the first ones are named. */
const MAX_MISSING = 1000;

/**
 * Joins the boards of the processes of one training, as {@linkcode groupRanks} finds them. Boards
 * without a group or a rank stand for themselves.
 *
 * @param boards All boards of a folder, or the leads would miss ranks. The order of the leads is kept.
 */
export function rankedRuns(boards: readonly BoardSummary[]): RankedRun[] {
  const trainings = groupRanks(boards, ({ group, rank, createdAt }) => ({
    group,
    rank,
    createdMs: createdAt?.getTime() ?? 0,
  }));
  const leads = new Map(trainings.map(({ boards }) => [boards[0], toRun(boards)] as const));
  return boards.flatMap((board) => {
    if (board.group === null || board.rank === null) {
      return [{ lead: board, ranks: [board], worldSize: null, missing: [] }];
    }
    return leads.get(board) ?? [];
  });
}

function toRun(ranks: readonly BoardSummary[]): RankedRun {
  const [lead] = ranks;
  if (lead === undefined) throw new Error("A training has at least one board");
  const sizes = ranks.flatMap(({ worldSize }) => worldSize ?? []);
  const worldSize = sizes.length === 0 ? null : Math.max(...sizes);
  const there = new Set(ranks.map(({ rank }) => rank));
  const count = worldSize ?? (ranks.at(-1)?.rank ?? 0) + 1;
  const missing: number[] = [];
  for (let rank = 0; rank < count && missing.length < MAX_MISSING; rank++) {
    if (!there.has(rank)) missing.push(rank);
  }
  return { lead, ranks, worldSize, missing };
}
