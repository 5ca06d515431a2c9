import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import type { SqlReply } from "../../server/api.ts";
import { isDark, themeColor } from "../theme.ts";
import { numberOf } from "./data_grid.ts";
import { useWidth } from "./use_width.ts";

const HEIGHT = 300;

/** More lines than this are not drawn at first. */
const MOST_LINES = 4;

/** Those of the sixteen colours that lines have, in this order. */
const HUES = [4, 1, 2, 5, 3, 6];

/** DuckDB's types of numbers. */
const NUMBER_TYPE = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/;

/** The places of the columns of an answer that are numbers. */
export function numberColumns({ columns }: SqlReply): number[] {
  return columns.flatMap(({ type }, i) => NUMBER_TYPE.test(type) ? [i] : []);
}

/** An answer as a chart: one column of numbers against others. */
export function ResultChart({ reply }: { reply: SqlReply }) {
  const numbers = useMemo(() => numberColumns(reply), [reply]);
  const [x, setX] = useState(numbers[0]);
  const [lines, setLines] = useState(() => numbers.slice(1, 1 + MOST_LINES));
  const [points, setPoints] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const shown = lines.filter((column) => column !== x);

  useEffect(() => {
    if (width === 0 || shown.length === 0) return;
    const plot = makePlot(reply, x, shown, points, width, box.current!);
    return () => plot.destroy();
  }, [reply, x, shown.join(), points, width, isDark.value]);

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

function makePlot(
  { columns, rows }: SqlReply,
  x: number,
  lines: number[],
  points: boolean,
  width: number,
  target: HTMLElement,
): uPlot {
  // uPlot wants rising x; what has none has no place.
  const sorted = rows
    .map((row) => ({ row, at: numberOf(row[x]) }))
    .filter(({ at }) => at !== null && Number.isFinite(at))
    .sort((a, b) => a.at! - b.at!);
  const finite = (value: unknown) => {
    const number = numberOf(value);
    return number !== null && Number.isFinite(number) ? number : null;
  };
  const data: uPlot.AlignedData = [
    sorted.map(({ at }) => at!),
    ...lines.map((column) => sorted.map(({ row }) => finite(row[column]))),
  ];
  const axis = {
    stroke: themeColor("--muted"),
    grid: { stroke: themeColor("--grid") },
    ticks: { stroke: themeColor("--line") },
  };
  return new uPlot(
    {
      width,
      height: HEIGHT,
      scales: { x: { time: false } },
      axes: [axis, axis],
      series: [
        { label: columns[x].name },
        ...lines.map((column, i): uPlot.Series => ({
          label: columns[column].name,
          stroke: themeColor(`--ansi-${HUES[i % HUES.length]}`),
          width: points ? 0 : 1.5,
          spanGaps: true,
          paths: points ? () => null : undefined,
          points: { show: points || sorted.length < 60, size: 5 },
        })),
      ],
    },
    data,
    target,
  );
}
