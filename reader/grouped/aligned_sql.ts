import type { GroupBand, GroupCenter } from "./grouped_scalars.ts";

/** Of so many runs at most the rows are put beside each other: of forty it takes as long as the aggregate. */
const MAX_ALIGNED = 20;
const NOT_ALIGNED = "the rows of these runs are not aligned";

/** Whether a query of {@linkcode alignedSql} failed because rows beside each other do not belong together. */
export function isNotAligned(error: unknown): boolean {
  return error instanceof Error && error.message.includes(NOT_ALIGNED);
}

/**
 * x, mean, low, high and n of runs that were logged at the same x, as most of a sweep are: their
 * first rows are put beside each other, their second rows, and so on. That takes half of the time of
 * an aggregate by x, for which DuckDB looks up the group of each row.
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
  const squares = each((run) => `(y${run} - m) * (y${run} - m)`, " + ");
  const root = band === "sem" ? count * (count - 1) : count - 1;
  const values = each((run) => `y${run}`, ", ");
  const [low, high, checked] = band === "minmax"
    ? [`least(${values})`, `greatest(${values})`, "m"]
    : count === 1
    ? ["NULL", "NULL", "m"]
    : ["m - d", "m + d", "d"];
  const deviating = checked === "d"
    ? `SELECT *, sqrt((${squares}) / ${root}) AS d FROM (${averaged})`
    : averaged;
  const isAligned = each((run) => `x${run} = x0`, " AND ");
  // What is NaN, missing or infinite makes the mean and the deviation so.
  return `SELECT (CASE WHEN ${isAligned} AND isfinite(${checked}) THEN x0
      ELSE error('${NOT_ALIGNED}') END)::DOUBLE,
    m, (${low})::DOUBLE, (${high})::DOUBLE, ${count}::DOUBLE FROM (${deviating})`;
}
