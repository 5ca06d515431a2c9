import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { SqlReply } from "../../protocol/api.ts";
import { isDark } from "../state/theme.ts";
import { groupsOf, plotResult } from "./plot_result.ts";
import { useWidth } from "../ui/use_width.ts";

/** More lines than this are not drawn at first. */
const MAX_LINES = 4;

/** DuckDB's types of numbers. */
const NUMBER_TYPE = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/;

/** The places of the columns of an answer that are numbers. */
export function numberColumns({ columns }: SqlReply): number[] {
  return columns.flatMap(({ type }, i) => NUMBER_TYPE.test(type) ? [i] : []);
}

/** The place of no column. */
const NONE = -1;

/** An answer as a chart: one column of numbers against others. */
export function ResultChart({ reply }: { reply: SqlReply }) {
  const numbers = useMemo(() => numberColumns(reply), [reply]);
  const [x, setX] = useState(numbers[0]);
  const [lines, setLines] = useState(() => numbers.slice(1, 1 + MAX_LINES));
  const groups = useMemo(() => groupsOf(reply), [reply]);
  const [chosenBy, setBy] = useState(() =>
    groups.find((column) => reply.columns[column].name === "board_id") ?? NONE
  );
  const by = groups.includes(chosenBy) ? chosenBy : NONE;
  const [points, setPoints] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const shown = lines.filter((column) => column !== x);

  useEffect(() => {
    if (width === 0 || shown.length === 0) return;
    const plot = plotResult({ reply, x, lines: shown, by, points, width }, box.current!);
    return () => plot.destroy();
  }, [reply, x, shown.join(), by, points, width, isDark.value]);

  const name = (column: number) => reply.columns[column].name;
  return (
    <section class="result-chart" aria-label="Chart of the answer">
      <div class="panel-bar">
        <label>
          Across{" "}
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
            One line for each{" "}
            <select value={by} onChange={(event) => setBy(Number(event.currentTarget.value))}>
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
