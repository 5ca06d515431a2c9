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
 * Joins the boards of the processes of one training: those of one group that have different ranks.
 * A training that is started anew has its ranks again: so, in the order of their starts, a rank that
 * is there already begins another one. Boards without a group or a rank stand for themselves.
 *
 * @param boards All boards of a folder, or the leads would miss ranks. The order of the leads is kept.
 */
export function rankedRuns(boards: readonly BoardSummary[]): RankedRun[] {
  const trainings = new Map<string, Map<number, BoardSummary>[]>();
  const byStart = boards.toSorted((a, b) =>
    (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0)
  );
  for (const board of byStart) {
    const { group, rank } = board;
    if (group === null || rank === null) continue;
    const known = trainings.get(group) ?? [];
    trainings.set(group, known);
    const last = known.at(-1);
    if (last === undefined || last.has(rank)) known.push(new Map([[rank, board]]));
    else last.set(rank, board);
  }
  const leads = new Map(
    [...trainings.values()].flat().map((ranks) => {
      const run = toRun([...ranks.values()]);
      return [run.lead, run] as const;
    }),
  );
  return boards.flatMap((board) => {
    if (board.group === null || board.rank === null) {
      return [{ lead: board, ranks: [board], worldSize: null, missing: [] }];
    }
    return leads.get(board) ?? [];
  });
}

function toRun(boards: readonly BoardSummary[]): RankedRun {
  const ranks = boards.toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
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
