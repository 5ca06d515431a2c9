import type { LoggedTable } from "../steps/row_sources.ts";

/** A table that a run has logged. */
export interface RunTable {
  /** The name of the run. */
  run: string;
  table: LoggedTable;
}

/**
 * Joins the tables of several runs to one: its first column is the run; then the step, if not all
 * are of one; then the columns of all tables, those of one name together.
 */
export function mergeTables(tables: readonly RunTable[]): LoggedTable | undefined {
  const [first] = tables;
  if (first === undefined) return undefined;
  const hasSteps = tables.some(({ table }) => table.step !== first.table.step);
  const front = hasSteps ? ["run", "step"] : ["run"];
  const columns: string[] = [];
  const types: string[] = [];
  const places = new Map<string, number>();
  const placesOf = tables.map(({ table }) => {
    const seen = new Map<string, number>();
    return table.columns.map((name, i) => {
      // A table may have several columns of one name.
      const count = seen.get(name) ?? 0;
      seen.set(name, count + 1);
      const key = JSON.stringify([name, count]);
      const type = table.columnTypes[i] ?? "text";
      const known = places.get(key);
      if (known === undefined) {
        places.set(key, columns.length);
        types.push(type);
        return columns.push(name) - 1;
      }
      if (types[known] !== type) types[known] = "text";
      return known;
    });
  });
  return {
    ...first.table,
    columns: [...front, ...columns],
    columnTypes: [...hasSteps ? ["text", "number"] : ["text"], ...types],
    rows: tables.flatMap(({ run, table }, i) =>
      table.rows.map((row) => {
        const cells: typeof row = new Array(columns.length).fill(null);
        for (const [j, cell] of row.entries()) cells[placesOf[i]?.[j] ?? j] = cell;
        return [...hasSteps ? [run, table.step] : [run], ...cells];
      })
    ),
    media: Object.assign({}, ...tables.map(({ table }) => table.media)),
  };
}
