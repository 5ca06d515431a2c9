import {
  MAX_SUMMARY_NAMES,
  SUMMARY_RULES,
  type SummaryRule,
  type SummaryValue,
} from "../format/run_summary.ts";
import { formatValue, quote } from "./checks/format_value.ts";
import { toJson } from "./checks/to_json.ts";

/** With it, `metadata.json` stays well below what readers take of one. */
const MAX_LENGTH = 256 * 1024;

/**
 * Checks which value of each metric is to count.
 *
 * @param before What counted so far; a metric that is named again gets the new rule.
 * @throws {TypeError | RangeError} For what is no rule; the message names the rules.
 */
export function addSummaryRules(
  before: ReadonlyMap<string, SummaryRule>,
  rules: unknown,
): Record<string, SummaryRule> {
  const added = entriesOf("rules by metric", rules).map(([name, rule]) =>
    [name, checkRule(name, rule)] as const
  );
  return limited(new Map([...before, ...added]));
}

/**
 * Checks values for a summary.
 *
 * @param before Those that were set so far; a name that is given again gets the new value.
 * @throws {TypeError | RangeError} For what is no number, string or boolean.
 */
export function addSummaryValues(
  before: ReadonlyMap<string, SummaryValue>,
  values: unknown,
): Record<string, SummaryValue> {
  const given = entriesOf("values by name", values).filter(([, value]) => value !== undefined);
  const added = given.map(([name, value]) => [name, checkValue(name, value)] as const);
  const known = [...before].map(([name, value]) => [name, toJson(value) as SummaryValue] as const);
  return limited(new Map([...known, ...added]));
}

function entriesOf(expected: string, value: unknown): [string, unknown][] {
  // What can be iterated, as a Map, would have no entries here, and be ignored.
  if (typeof value === "object" && value !== null && !(Symbol.iterator in value)) {
    return Object.entries(value);
  }
  throw new TypeError(`expected an object with ${expected}, received ${formatValue(value)}`);
}

function checkRule(name: string, rule: unknown): SummaryRule {
  const known = SUMMARY_RULES.find((one) => one === rule);
  if (known !== undefined) return known;
  // The rule with the nearest name may be the wrong one: "last" for "best".
  throw new TypeError(
    `expected one of ${SUMMARY_RULES.join(", ")} for ${quote(name)}, received ${formatValue(rule)}`,
  );
}

function checkValue(name: string, value: unknown): SummaryValue {
  const json = toJson(value, { where: ` for ${quote(name)}` });
  if (json !== undefined && (json === null || typeof json !== "object")) return json;
  throw new TypeError(
    `expected a number, string, boolean or null for ${quote(name)}, received ${formatValue(value)}`,
  );
}

function limited<Value>(entries: ReadonlyMap<string, Value>): Record<string, Value> {
  if (entries.size > MAX_SUMMARY_NAMES) {
    throw new RangeError(`expected at most ${MAX_SUMMARY_NAMES} names, received ${entries.size}`);
  }
  // Not by assignment: a metric may be called `__proto__`.
  const record = Object.fromEntries(entries);
  const { length } = JSON.stringify(record);
  if (length <= MAX_LENGTH) return record;
  throw new RangeError(
    `expected at most ${MAX_LENGTH} characters in all, as JSON, received ${length}`,
  );
}
