/** How many steps the runs of `group_boards.ts` have. */
export const GROUP_STEPS = 160;

/** The runs of `group_boards.ts`. */
export function groupRuns() {
  return [0.1, 0.1, 0.1, 0.01, 0.01].map((lr, run) => ({
    run,
    lr,
    backend: run % 2 === 0 ? "duckdb" as const : "parquet" as const,
  }));
}

/** The loss of a run at a step; `undefined` where it logged none. */
export function valueOf(run: number, step: number): number | undefined {
  if (run === 1 && step >= 100) return undefined; // It ended.
  if ((step * 7 + run * 3) % 11 === 0) return undefined;
  if ((step + run) % 13 === 0) return NaN;
  return 2 + run + Math.sin(step / 20 + run) + (step * (run + 3) % 17) / 10;
}

/** Statistics of values, as pandas has them; NaN are left out. */
export function statisticsOf(values: readonly number[]) {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const n = sorted.length;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / n;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const std = n < 2 ? NaN : Math.sqrt(squares / (n - 1));
  const at = (index: number) => sorted[index] ?? NaN;
  const quantile = (part: number) => {
    const place = part * (n - 1);
    const below = Math.floor(place);
    return at(below) + (place - below) * (at(Math.ceil(place)) - at(below));
  };
  const sem = std / Math.sqrt(n);
  return {
    n,
    center: { mean, median: quantile(0.5) },
    /** Around the center, or from and to. */
    spread: { std, sem },
    range: { minmax: [at(0), at(n - 1)], quartiles: [quantile(0.25), quantile(0.75)] },
  };
}
