import type { BoardInfo } from "../../../protocol/api.ts";
import { describeStatus } from "../data/describe_status.ts";

/** The status of a run as a coloured word. */
export function RunStatus({ board }: { board: BoardInfo }) {
  const { status } = board;
  return <span class={`status is-${status}`} title={describeStatus(board)}>{status}</span>;
}
