/**
 * What counts of a metric: `min`, `max` and `mean` of its finite values, or the `first` or `last`
 * value as it was logged, NaN included.
 */
export type SummaryRule = "min" | "max" | "mean" | "first" | "last";

/** What may count of a metric, for a run as a whole. */
export const SUMMARY_RULES: readonly SummaryRule[] = ["min", "max", "mean", "first", "last"];

/** A value of a run's summary; `null` where the metric has none. */
export type SummaryValue = number | string | boolean | null;

/** More names than so many are no summary. */
export const MAX_SUMMARY_NAMES = 1000;

/** What a script says counts for its run. */
export interface RunSummary {
  /** Which value of each metric counts. */
  rules: ReadonlyMap<string, SummaryRule>;
  /** Values that the script has set itself; they go before those of metrics. */
  values: ReadonlyMap<string, SummaryValue>;
}

/** What a script has said counts for its run, from its metadata, which may be a stranger's. */
export function summaryOf(
  metadata: { readonly summary?: unknown; readonly summary_values?: unknown } | null,
): RunSummary {
  const rules = entriesOf(metadata?.summary).flatMap(([name, rule]) => {
    const known = SUMMARY_RULES.find((one) => one === rule);
    return known === undefined ? [] : [[name, known] as const];
  });
  const values = entriesOf(metadata?.summary_values).flatMap(([name, value]) =>
    value === null || ["number", "string", "boolean"].includes(typeof value)
      ? [[name, fromJsonValue(value as SummaryValue)] as const]
      : []
  );
  return { rules: new Map(rules), values: new Map(values) };
}

function entriesOf(value: unknown): [string, unknown][] {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? Object.entries(value).slice(0, MAX_SUMMARY_NAMES) : [];
}

/** A value of a summary from JSON, which has the names of numbers that are not finite. */
export function fromJsonValue(value: SummaryValue): SummaryValue {
  return value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : value;
}
