import type { BoardInfo } from "../../../protocol/api.ts";

/** The status of a run as a coloured word. */
export function RunStatus({ board: { status, reason } }: { board: BoardInfo }) {
  return <span class={`status is-${status}`} title={reason ?? undefined}>{status}</span>;
}
