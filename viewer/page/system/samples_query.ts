import type { SqlRequest } from "../../protocol/api.ts";

/** So many runs are drawn: the server sends 10,000 rows at most. */
export const SHOWN_BOARDS = 20;

const MAX_ROWS = 10_000;
/** A machine with two GPUs has so many values; one with eight has its lines thinner. */
const NAMES = 24;
const MAX_POINTS = 400;

/** The query for the samples of some runs: of each value, the means of a few hundred spans of time. */
export function samplesQuery(boards: string[]): SqlRequest {
  const points = Math.min(MAX_POINTS, Math.floor(MAX_ROWS / (NAMES * boards.length)));
  return {
    query: `WITH samples AS (
      SELECT board_id, name, value, epoch_ms(timestamp) AS ms,
        min(epoch_ms(timestamp)) OVER (PARTITION BY board_id) AS first_ms,
        ntile(${points}) OVER (PARTITION BY board_id, name ORDER BY number) AS span
      FROM system
    )
    SELECT board_id, name, avg(ms - first_ms) / 60000 AS minutes, avg(value) AS value
    FROM samples GROUP BY board_id, name, span, first_ms ORDER BY name, board_id, minutes`,
    boards,
    maxRows: MAX_ROWS,
  };
}
