import type { SqlRequest } from "../../protocol/api.ts";

/** So many runs are drawn: the server sends 10,000 rows at most. */
export const SHOWN_BOARDS = 20;

const MAX_ROWS = 10_000;
/** Of more values, as eight GPUs have, and of more runs, each line has fewer. */
const MAX_POINTS = 400;

/** The query for the samples of some runs: of each value, the means of a few hundred spans of time. */
export function samplesQuery(boards: string[]): SqlRequest {
  return {
    query: `WITH found AS (SELECT * FROM system),
    lines AS (
      SELECT least(${MAX_POINTS}, ${MAX_ROWS} // greatest(1, count(*))) AS points
      FROM (SELECT DISTINCT board_id, name FROM found)
    ),
    samples AS (
      SELECT board_id, name, value, epoch_ms(timestamp) AS ms,
        min(epoch_ms(timestamp)) OVER (PARTITION BY board_id) AS first_ms,
        (row_number() OVER (PARTITION BY board_id, name ORDER BY number) - 1) * points
          // count(*) OVER (PARTITION BY board_id, name) AS span
      FROM found, lines
    )
    SELECT board_id, name, avg(ms - first_ms) / 60000 AS minutes, avg(value) AS value
    FROM samples GROUP BY board_id, name, span, first_ms ORDER BY name, board_id, minutes`,
    boards,
    maxRows: MAX_ROWS,
  };
}
