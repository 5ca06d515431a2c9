import type { RankedRun } from "../../reader/ranked_runs.ts";
import { plural } from "../text/format_number.ts";

/** Of more ranks that have not ended well, the first ones are named. */
const MAX_NAMED = 5;

/** How many processes a training has: `8 ranks`, `7 of 8 ranks`; empty for a run of one. */
export function ranksText({ ranks, worldSize, lead }: RankedRun): string {
  if (lead.rank === null) return "";
  if (ranks.length === 1 && worldSize === null) return `rank ${lead.rank}`;
  return worldSize === null || worldSize === ranks.length
    ? plural(ranks.length, "rank")
    : `${ranks.length} of ${plural(worldSize, "rank")}`;
}

/** Why a training has not ended well: its lead's reason, the ranks that are missing, and the others'. */
export function ranksReason({ lead, ranks, missing }: RankedRun): string {
  const others = ranks.filter((board) => board !== lead && isUnwell(board.status))
    .map(({ rank, status, reason }) =>
      `rank ${rank} ${status}${reason === null ? "" : `: ${reason}`}`
    );
  const absent = missing.length === 0
    ? []
    : [`${missing.length === 1 ? "rank" : "ranks"} ${named(missing.map(String))} missing`];
  const parts = lead.reason === null ? [] : [lead.reason];
  return [...parts, ...absent, ...cut(others)].join("; ");
}

function isUnwell(status: string): boolean {
  return status === "crashed" || status === "interrupted" || status === "broken";
}

function named(ranks: readonly string[]): string {
  return cut(ranks).join(", ");
}

function cut(texts: readonly string[]): string[] {
  const more = texts.length - MAX_NAMED;
  return more <= 0 ? [...texts] : [...texts.slice(0, MAX_NAMED), `${more} more`];
}
