import type { DoublesPart } from "../query/read_doubles.ts";
import type { GroupBand, GroupCenter } from "./grouped_scalars.ts";
import type { Curves } from "./thin_curves.ts";

/** Of so many runs at most the rows are put beside each other: of forty it takes as long as the aggregate. */
const MAX_ALIGNED = 20;
const NOT_ALIGNED = "the rows of these runs are not aligned";
const NOT_FINITE = "a value of these runs is missing or not finite";
const NONE = new Float64Array();

/** Why a query of {@linkcode alignedSql} was refused; `undefined` for any other error. */
export function alignmentProblem(error: unknown): "rows" | "values" | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.message.includes(NOT_ALIGNED)) return "rows";
  return error.message.includes(NOT_FINITE) ? "values" : undefined;
}

/**
 * x, mean and band of runs that were logged at the same x, as most of a sweep are: their first rows
 * are put beside each other, their second rows, and so on. That takes half of the time of an
 * aggregate by x, for which DuckDB looks up the group of each row. {@linkcode alignedCurves} takes
 * the result.
 *
 * DuckDB refuses the query where rows beside each other differ in x, or a value is missing or not
 * finite.
 *
 * @param runs For each run a relation with `x` and the value `y`, in the order of x.
 * @returns `undefined` where it cannot be computed so.
 */
export function alignedSql(
  runs: readonly string[],
  center: GroupCenter,
  band: GroupBand,
): string | undefined {
  const count = runs.length;
  if (center === "median" || band === "quartiles" || count > MAX_ALIGNED) return undefined;
  const each = (column: (run: number) => string, between: string) =>
    runs.map((_, run) => column(run)).join(between);
  const joined = runs.map((rows, run) => `(SELECT x AS x${run}, y AS y${run} FROM ${rows})`)
    .join(" POSITIONAL JOIN ");
  const averaged = `SELECT *, (${each((run) => `y${run}`, " + ")}) / ${count} AS m FROM ${joined}`;
  const isAligned = each((run) => `x${run} = x0`, " AND ");
  // What is NaN, missing or infinite makes the mean and the deviation so.
  const select = (checked: string, columns: string, rows: string) =>
    `SELECT (CASE WHEN ${isAligned} AND isfinite(${checked}) THEN x0
      ELSE error(CASE WHEN isfinite(${checked}) THEN '${NOT_ALIGNED}' ELSE '${NOT_FINITE}' END)
      END)::DOUBLE, ${columns} FROM (${rows})`;
  if (band === "minmax") {
    const values = each((run) => `y${run}`, ", ");
    return select("m", `m, least(${values})::DOUBLE, greatest(${values})::DOUBLE`, averaged);
  }
  if (count === 1) return select("m", "m", averaged);
  const squares = each((run) => `(y${run} - m) * (y${run} - m)`, " + ");
  const root = band === "sem" ? count * (count - 1) : count - 1;
  return select("d", "m, d", `SELECT *, sqrt((${squares}) / ${root}) AS d FROM (${averaged})`);
}

/**
 * The curves of what a query of {@linkcode alignedSql} gives. What is the same in each row, or
 * follows from other columns, is made here: to take a column of DuckDB's costs as much as to
 * compute it there.
 *
 * @param count How many runs these are.
 */
export function alignedCurves(
  parts: readonly Pick<DoublesPart, "columns">[],
  count: number,
  band: GroupBand,
): Curves {
  const rowCount = parts.reduce((sum, { columns: [x = NONE] }) => sum + x.length, 0);
  const newColumn = () => new Float64Array(rowCount);
  const curves: Curves = {
    x: newColumn(),
    center: newColumn(),
    low: newColumn(),
    high: newColumn(),
    n: newColumn().fill(count),
  };
  let at = 0;
  for (const { columns: [x = NONE, center = NONE, ...bounds] } of parts) {
    curves.x.set(x, at);
    curves.center.set(center, at);
    if (band === "minmax") setBounds(curves, at, bounds);
    else setDeviations(curves, at, bounds[0]);
    at += x.length;
  }
  return curves;
}

function setBounds({ low, high }: Curves, at: number, [lows = NONE, highs = NONE]: Float64Array[]) {
  low.set(lows, at);
  high.set(highs, at);
}

/** One run has no deviation. */
function setDeviations({ center, low, high }: Curves, at: number, deviations?: Float64Array): void {
  if (deviations === undefined) {
    low.fill(NaN, at);
    high.fill(NaN, at);
    return;
  }
  for (let row = 0; row < deviations.length; row++) {
    const middle = center[at + row]!;
    const deviation = deviations[row]!;
    low[at + row] = middle - deviation;
    high[at + row] = middle + deviation;
  }
}
