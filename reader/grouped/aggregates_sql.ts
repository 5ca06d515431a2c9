import type { GroupBand, GroupCenter } from "./grouped_scalars.ts";

/**
 * Beyond this a square would be more than a double holds, and DuckDB refuses the deviation of all
 * groups: one with such a value, or with an infinite one, has no deviation.
 */
const MAX_DEVIATING = "1e150";

/**
 * All quantiles at once, of which DuckDB computes equal ones once: it would sort the values anew for
 * each part.
 */
const QUANTILES = "quantile_cont(v, [0.25, 0.5, 0.75])";

/**
 * Center, low and high of the values `v` of a group, in SQL. NULL stands for what is NaN or missing,
 * which all of these leave out, as pandas does.
 *
 * @param isGuarded Whether values that have no deviation are looked for, which takes half as long
 * again; without it DuckDB refuses the query where there are any.
 */
export function aggregatesSql(
  center: GroupCenter,
  band: GroupBand,
  isGuarded: boolean,
): [string, string, string] {
  const middle = center === "mean" ? "avg(v)" : "quantile_cont(v, 0.5)";
  switch (band) {
    case "minmax":
      return [middle, "min(v)", "max(v)"];
    case "quartiles":
      return [
        center === "mean" ? middle : `${QUANTILES}[2]`,
        `${QUANTILES}[1]`,
        `${QUANTILES}[3]`,
      ];
    default: {
      const guarded = `CASE WHEN max(abs(v)) < ${MAX_DEVIATING} THEN ` +
        `stddev_samp(v) FILTER (abs(v) < ${MAX_DEVIATING}) END`;
      const deviation = `(${isGuarded ? guarded : "stddev_samp(v)"})` +
        (band === "sem" ? " / sqrt(count(v))" : "");
      return [middle, `${middle} - (${deviation})`, `${middle} + (${deviation})`];
    }
  }
}
