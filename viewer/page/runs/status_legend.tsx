import type { BoardInfo } from "../../protocol/api.ts";
import { STATUS_MEANINGS } from "./data/describe_status.ts";

const STATUSES = Object.keys(STATUS_MEANINGS) as BoardInfo["status"][];

/** What the dots beside runs say, of those that are there. */
export function StatusLegend({ boards }: { boards: readonly BoardInfo[] }) {
  const present = new Set(boards.map(({ status }) => status));
  if (present.size === 0) return null;
  return (
    <div class="status-legend" role="note" aria-label="What the dots mean">
      {STATUSES.filter((status) => present.has(status)).map((status) => (
        <span key={status} title={STATUS_MEANINGS[status]}>
          <span class={`status-dot is-${status}`} aria-hidden="true" /> {status}
        </span>
      ))}
    </div>
  );
}
