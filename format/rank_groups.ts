/** The boards of the processes of one training. */
export interface RankGroup<Board> {
  /** What its script calls it. */
  group: string;
  /** One board per rank, in the order of the ranks. */
  boards: readonly Board[];
}

/** What tells to which training a board belongs. */
export interface RankOfBoard {
  group: string | null | undefined;
  rank: number | null | undefined;
  /** When it was created, in milliseconds since 1970. */
  createdMs: number;
}

/**
 * Finds the trainings of several processes among some boards: those of one group that have different
 * ranks. A training that is started anew has its ranks again: so, in the order of their creation, a
 * rank that is there already begins another one. Boards without a group or a rank are in none.
 */
export function groupRanks<Board>(
  boards: readonly Board[],
  rankOf: (board: Board) => RankOfBoard,
): RankGroup<Board>[] {
  const byGroup = new Map<string, Map<number, Board>[]>();
  const byCreation = boards
    .map((board) => ({ board, ...rankOf(board) }))
    .sort((a, b) => a.createdMs - b.createdMs);
  for (const { board, group, rank } of byCreation) {
    if (typeof group !== "string" || typeof rank !== "number") continue;
    const known = byGroup.get(group) ?? [];
    byGroup.set(group, known);
    const last = known.at(-1);
    if (last === undefined || last.has(rank)) known.push(new Map([[rank, board]]));
    else last.set(rank, board);
  }
  return [...byGroup].flatMap(([group, known]) =>
    known.map((byRank) => ({
      group,
      boards: [...byRank].sort(([a], [b]) => a - b).map(([, board]) => board),
    }))
  );
}
