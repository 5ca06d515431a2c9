import type { BoardInfo } from "../../protocol/api.ts";

/** How many ranks are named; of a training of thousands the others are counted. */
const MAX_NAMED = 8;

/**
 * What of a training of several processes is not as it was meant, in words: `rank 3 of 8 is
 * missing`, `rank 5 crashed`; empty where runs have no ranks, or all is well.
 */
export function rankNotes(boards: readonly BoardInfo[]): string[] {
  const ranked = boards.flatMap(({ metadata, status }) => {
    const rank = metadata?.rank;
    return typeof rank === "number" ? [{ rank, status, size: metadata?.world_size ?? 0 }] : [];
  });
  if (ranked.length === 0) return [];
  const size = Math.max(...ranked.map(({ rank, size }) => Math.max(size, rank + 1)));
  const known = new Set(ranked.map(({ rank }) => rank));
  const missing = known.size === size ? [] : missingOf(known, size);
  const crashed = [
    ...new Set(
      ranked.filter(({ status }) => status === "crashed").map(({ rank }) => rank),
    ),
  ].sort((a, b) => a - b);
  return [
    ...missing.length === 0 ? [] : [
      `${nameRanks(missing, size - known.size)} of ${size} ${
        size - known.size === 1 ? "is" : "are"
      } missing`,
    ],
    ...crashed.length === 0 ? [] : [`${nameRanks(crashed, crashed.length)} crashed`],
  ];
}

/** The first missing ranks: a forged size may say that there are billions. */
function missingOf(known: ReadonlySet<number>, size: number): number[] {
  const missing: number[] = [];
  for (let rank = 0; rank < size && missing.length < MAX_NAMED; rank++) {
    if (!known.has(rank)) missing.push(rank);
  }
  return missing;
}

function nameRanks(ranks: readonly number[], count: number): string {
  const named = ranks.slice(0, MAX_NAMED).join(", ");
  const more = count - Math.min(count, MAX_NAMED, ranks.length);
  return `${count === 1 ? "rank" : "ranks"} ${named}${more > 0 ? ` and ${more} more` : ""}`;
}
