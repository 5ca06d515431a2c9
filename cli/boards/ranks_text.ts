import type { BoardSummary } from "../../reader/mod.ts";
import type { RankedRun } from "../../reader/ranked_runs.ts";
import { plural } from "../text/format_number.ts";
import type { ListedStatus } from "./status_style.ts";

/** Of more ranks that have not ended well, the first ones are named. */
const MAX_NAMED = 5;

/** The statuses of runs that have not ended well, the worst first. */
const UNWELL: readonly BoardSummary["status"][] = ["crashed", "broken", "interrupted"];

/** How many processes a training has: `8 ranks`, `7 of 8 ranks`; empty for a run of one. */
export function ranksText({ ranks, worldSize, lead }: RankedRun): string {
  if (lead.rank === null) return "";
  if (ranks.length === 1 && worldSize === null) return `rank ${lead.rank}`;
  return worldSize === null || worldSize === ranks.length
    ? plural(ranks.length, "rank")
    : `${ranks.length} of ${plural(worldSize, "rank")}`;
}

/**
 * How a training is: running as long as its lead runs, then as the worst of its ranks, and
 * `incomplete` where all have finished, but some are missing.
 */
export function ranksStatus({ lead, ranks, missing }: RankedRun): ListedStatus {
  if (lead.status === "running") return lead.status;
  const statuses = new Set(ranks.map(({ status }) => status));
  const worst = [...UNWELL, "running" as const].find((status) => statuses.has(status));
  return worst ?? (missing.length > 0 ? "incomplete" : lead.status);
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

function isUnwell(status: BoardSummary["status"]): boolean {
  return UNWELL.includes(status);
}

function named(ranks: readonly string[]): string {
  return cut(ranks).join(", ");
}

function cut(texts: readonly string[]): string[] {
  const more = texts.length - MAX_NAMED;
  return more <= 0 ? [...texts] : [...texts.slice(0, MAX_NAMED), `${more} more`];
}
