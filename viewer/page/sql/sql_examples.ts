import type { BoardInfo } from "../../protocol/api.ts";
import { quoteIdentifier } from "../values/quote_identifier.ts";

/** A query to start from. */
export interface SqlExample {
  title: string;
  query: string;
}

/**
 * Example queries that work on these boards.
 *
 * @param together Whether the query runs on all boards together, and not on one alone.
 */
export function sqlExamples(boards: readonly BoardInfo[], together: boolean): SqlExample[] {
  const [name] = boards.flatMap(({ best }) => Object.keys(best));
  const metric = name === undefined ? undefined : quoteIdentifier(name);
  if (together) {
    return [
      { title: "Runs", query: "SELECT board_id, name, status, created_at FROM runs" },
      ...metric === undefined ? [] : [
        {
          title: "Best of each run",
          query: `SELECT board_id, min(${metric}) AS lowest, max(${metric}) AS highest\n` +
            `FROM metrics\nGROUP BY board_id\nORDER BY highest DESC`,
        },
        {
          title: "One line per run",
          query: `SELECT board_id, step, ${metric}\nFROM metrics\nWHERE ${metric} IS NOT NULL\n` +
            `ORDER BY board_id, step`,
        },
      ],
      {
        title: "Rows of each run",
        query: "SELECT board_id, count(*) AS rows FROM metrics GROUP BY 1",
      },
      { title: "Columns", query: "DESCRIBE metrics" },
    ];
  }
  return [
    { title: "Last rows", query: "SELECT * FROM metrics ORDER BY step DESC LIMIT 20" },
    ...metric === undefined ? [] : [
      {
        title: "Mean of each epoch",
        query: `SELECT global_step, avg(${metric}) AS mean\nFROM metrics\n` +
          `WHERE ${metric} IS NOT NULL\nGROUP BY global_step\nORDER BY global_step`,
      },
      {
        title: "Smoothed",
        query: `SELECT step, ${metric},\n  avg(${metric}) OVER (ORDER BY step ROWS 20 PRECEDING) ` +
          `AS smoothed\nFROM metrics\nWHERE ${metric} IS NOT NULL\nORDER BY step`,
      },
    ],
    {
      title: "Media",
      query: "SELECT name, type, count(*) AS rows, sum(size_bytes) AS bytes\n" +
        "FROM media\nGROUP BY ALL\nORDER BY bytes DESC",
    },
    { title: "Columns", query: "DESCRIBE metrics" },
  ];
}
