import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { SqlReply } from "../../protocol/api.ts";
import { isDark } from "../state/theme.ts";
import { useWidth } from "../ui/use_width.ts";
import { groupColumns } from "./group_columns.ts";
import { plotResult } from "../ui/plot_result.ts";

/** How many columns are drawn as lines at first. */
const MAX_LINES = 4;

/** The value of the option for no column. */
const NONE = "";

/** Props of {@linkcode ResultChart}. */
export interface ResultChartProps {
  reply: SqlReply;
  /** The indices of its numeric columns, of which the first is the x axis at first. */
  numbers: readonly [number, ...number[]];
}

/** The result of a query as a chart: one numeric column against others. */
export function ResultChart({ reply, numbers }: ResultChartProps) {
  const [x, setX] = useState(numbers[0]);
  const [lines, setLines] = useState(() => numbers.slice(1, 1 + MAX_LINES));
  const groups = useMemo(() => groupColumns(reply), [reply]);
  const name = (column: number) => reply.columns[column]?.name ?? "";
  const [chosenBy, setBy] = useState(() =>
    groups.find((column) => name(column) === "board_id") ?? null
  );
  const by = chosenBy !== null && groups.includes(chosenBy) ? chosenBy : null;
  const [points, setPoints] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const shown = lines.filter((column) => column !== x);

  useEffect(() => {
    if (width === 0 || shown.length === 0) return;
    const plot = plotResult({ reply, x, lines: shown, by, points, width }, box.current!);
    return () => plot.destroy();
  }, [reply, x, shown.join(), by, points, width, isDark.value]);

  return (
    <section class="result-chart" aria-label="Chart of the result">
      <div class="panel-bar">
        <label>
          X axis{" "}
          <select value={x} onChange={(event) => setX(Number(event.currentTarget.value))}>
            {numbers.map((column) => <option key={column} value={column}>{name(column)}</option>)}
          </select>
        </label>
        <fieldset class="result-lines">
          <legend class="visually-hidden">Lines</legend>
          {numbers.filter((column) => column !== x).slice(0, 20).map((column) => (
            <label class="check" key={column}>
              <input
                type="checkbox"
                checked={lines.includes(column)}
                onChange={({ currentTarget: { checked } }) =>
                  setLines(
                    checked ? [...lines, column] : lines.filter((other) =>
                      other !== column
                    ),
                  )}
              />{" "}
              {name(column)}
            </label>
          ))}
        </fieldset>
        {groups.length > 0 && (
          <label>
            One line per{" "}
            <select
              value={by ?? NONE}
              onChange={({ currentTarget: { value } }) =>
                setBy(value === NONE ? null : Number(value))}
            >
              <option value={NONE}>column</option>
              {groups.map((column) => <option key={column} value={column}>{name(column)}</option>)}
            </select>
          </label>
        )}
        <label class="check">
          <input
            type="checkbox"
            checked={points}
            onChange={(event) => setPoints(event.currentTarget.checked)}
          />{" "}
          points only
        </label>
      </div>
      <div ref={box} class="result-plot" role="img" aria-label="The table below has the values." />
    </section>
  );
}
