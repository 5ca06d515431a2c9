import { CALL_OPTIONS, checkKnownOptions } from "../shared/check_known_options.ts";
import type { GroupBand, GroupCenter, GroupedAxis, GroupedOptions } from "./grouped_scalars.ts";

const OPTIONS = Object.keys(
  {
    by: 0,
    x: 0,
    center: 0,
    band: 0,
    from: 0,
    to: 0,
    outside: 0,
    buckets: 0,
    maxPoints: 0,
  } satisfies Record<Exclude<keyof GroupedOptions, "timeoutMs" | "signal">, 0>,
);
/** The axes that are no metric. */
const AXES = ["step", "global_step", "timestamp", "elapsed"] satisfies GroupedAxis[];
/** What may stand for the runs of a group. */
const CENTERS = ["mean", "median"] satisfies GroupCenter[];
/** What a band may reach to. */
const BANDS = ["std", "sem", "minmax", "quartiles"] satisfies GroupBand[];
const MAX_BUCKETS = 100_000;

/** Checks options, before anything is read. */
export function checkGroupedOptions(name: string, options: GroupedOptions): void {
  const action = `group the scalars of ${JSON.stringify(name)}`;
  checkKnownOptions(action, options, [...OPTIONS, ...CALL_OPTIONS]);
  const refuse = (option: string, expected: string, received: unknown) => {
    throw new RangeError(
      `Cannot ${action}: expected ${option} to be ${expected}, received ` +
        `${typeof received === "string" ? JSON.stringify(received) : String(received)}`,
    );
  };
  const oneOf = (option: string, allowed: readonly string[], received: unknown) => {
    if (typeof received === "string" && allowed.includes(received)) return;
    refuse(option, `one of ${allowed.join(", ")}`, received);
  };
  const { by, x = "step", from, to, center = "mean", band = "std", buckets, maxPoints } = options;
  if (by !== undefined && typeof by !== "function") {
    const isList = Array.isArray(by) && by.every((field) => typeof field === "string");
    if (!isList) refuse("by", 'a list of fields, as ["config.lr"], or a function', by);
  }
  if (typeof x !== "object" || x === null) oneOf("x", [...AXES, "{ metric: name }"], x);
  else if (typeof x.metric !== "string") refuse("x", "{ metric: name }", x);
  oneOf("center", CENTERS, center);
  oneOf("band", BANDS, band);
  const isCount = (value: number, most: number) =>
    Number.isInteger(value) && value >= 1 && value <= most;
  if (buckets !== undefined && !isCount(buckets, MAX_BUCKETS)) {
    refuse("buckets", "an integer from 1 to 100000", buckets);
  }
  if (maxPoints !== undefined && !isCount(maxPoints, Infinity)) {
    refuse("maxPoints", "an integer of 1 or more", maxPoints);
  }
  for (const [option, value] of Object.entries({ from, to })) {
    if (value === undefined) continue;
    if (typeof value !== "number" || Number.isNaN(value)) refuse(option, "a number", value);
  }
  if (from !== undefined && to !== undefined && from > to) refuse("to", `${from} or more`, to);
}
