import { useMemo } from "preact/hooks";
import type { SqlReply } from "../../protocol/api.ts";
import { DataGrid } from "../ui/data_grid/data_grid.tsx";
import type { GridColumn } from "../ui/data_grid/grid_column.ts";
import { numberColumns } from "./number_columns.ts";
import { ResultChart } from "./result_chart.tsx";

/** The result of a query as a data grid, and as a chart if it has at least two numeric columns. */
export function SqlResult({ reply }: { reply: SqlReply }) {
  const numbers = useMemo(() => numberColumns(reply), [reply]);
  const columns = useMemo(
    () =>
      reply.columns.map(({ name, type }, i): GridColumn => ({
        name,
        kind: numbers.includes(i) ? "number" : type === "BOOLEAN" ? "boolean" : "text",
      })),
    [reply],
  );
  const [x, ...lines] = numbers;
  return (
    <>
      {x !== undefined && lines.length > 0 && reply.rows.length >= 2 && (
        <ResultChart
          key={columns.map(({ name }) => name).join("\0")}
          reply={reply}
          numbers={[x, ...lines]}
        />
      )}
      <DataGrid label="Result" columns={columns} rows={reply.rows} />
    </>
  );
}
