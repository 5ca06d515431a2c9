import type { BoardInfo } from "../../protocol/api.ts";

/** A query to begin with. */
export interface SqlExample {
  /** What it answers, in a few words. */
  title: string;
  /** The query. */
  query: string;
}

/** Queries that work on these boards: on one alone, or on several together. */
export function sqlExamples(boards: readonly BoardInfo[], together: boolean): SqlExample[] {
  const name = boards.flatMap(({ best }) => Object.keys(best))[0];
  const metric = name === undefined ? undefined : quoteIdentifier(name);
  if (together) {
    return [
      { title: "Runs", query: "SELECT board_id, name, status, created_at FROM runs" },
      ...metric === undefined ? [] : [{
        title: "Best of each run",
        query: `SELECT board_id, min(${metric}) AS least, max(${metric}) AS greatest\n` +
          `FROM metrics\nGROUP BY board_id\nORDER BY greatest DESC`,
      }],
      ...metric === undefined ? [] : [{
        title: "Each run's line",
        query: `SELECT board_id, step, ${metric}\nFROM metrics\nWHERE ${metric} IS NOT NULL\n` +
          `ORDER BY board_id, step`,
      }],
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

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
