import { ALERT_LIMITS } from "../format/alert_limits.ts";
import { formatValue, quote } from "./checks/format_value.ts";
import { checkOptions } from "./checks/check_options.ts";

/** How much an alert matters. */
export type AlertLevel = "info" | "warn" | "error";

/** More of an alert. */
export interface AlertOptions {
  /** What there is to say besides the title. At most 20,000 characters. Default: nothing. */
  text?: string;
  /** How much it matters: `"info"`, `"warn"` or `"error"`. Default: `"warn"`. */
  level?: AlertLevel;
}

/** When a board raises an alert automatically. */
export interface AlertRules {
  /**
   * The metrics, by name, of which a value that is NaN or infinite raises an alert, the first time
   * in a process; `true` for all.
   */
  nonFinite?: string | readonly string[] | true;
}

/** An alert, checked: as its row has it. */
export interface Alert {
  level: AlertLevel;
  title: string;
  text: string | null;
}

const LEVELS: readonly unknown[] = ["info", "warn", "error"] satisfies AlertLevel[];
const { maxTitle, maxText } = ALERT_LIMITS;

/** Checks an alert. @throws {TypeError | RangeError} For what is none; it says what was expected. */
export function checkAlert(title: unknown, options: unknown): Alert {
  if (typeof title !== "string" || title.trim() === "") {
    throw new TypeError(`expected a title that is not empty, received ${formatValue(title)}`);
  }
  if (title.length > maxTitle) {
    throw new RangeError(
      `expected a title of at most ${maxTitle} characters, received ${title.length}; ` +
        `what is longer may be its text`,
    );
  }
  checkOptions(options, ["text", "level"]);
  const { text, level = "warn" } = options as AlertOptions;
  if (text !== undefined && typeof text !== "string") {
    throw new TypeError(`expected the option text to be a text, received ${formatValue(text)}`);
  }
  if (text !== undefined && text.length > maxText) {
    throw new RangeError(
      `expected the option text to have at most ${maxText} characters, received ${text.length}`,
    );
  }
  if (!LEVELS.includes(level)) {
    throw new TypeError(
      `expected the option level to be "info", "warn" or "error", received ${formatValue(level)}`,
    );
  }
  return { level, title: title.trim(), text: text === undefined || text === "" ? null : text };
}

/**
 * Checks the option `alertWhen`.
 *
 * @returns The metrics to watch for values that are not finite; `true` for all, `undefined` for none.
 * @throws {TypeError} For what is no rule.
 */
export function checkAlertRules(rules: unknown): ReadonlySet<string> | true | undefined {
  if (rules === undefined) return undefined;
  checkOptions(rules, ["nonFinite"], " in the option alertWhen");
  const { nonFinite } = rules as AlertRules;
  if (nonFinite === undefined || nonFinite === true) return nonFinite;
  const names = typeof nonFinite === "string" ? [nonFinite] : nonFinite;
  if (Array.isArray(names) && names.every((name) => typeof name === "string" && name !== "")) {
    return new Set(names);
  }
  throw new TypeError(
    `expected alertWhen.nonFinite to be a metric's name, a list of names or true, received ${
      formatValue(nonFinite)
    }`,
  );
}

/** The line that an alert is on stderr. */
export function alertLine({ level, title, text }: Alert, step: number): string {
  const at = step === -1 ? "" : ` (step ${step})`;
  return `kohakuboard: ${level}: ${title}${at}${text === null ? "" : `: ${text}`}`;
}

/** The alert of a value that is not finite. */
export function nonFiniteAlert(metric: string, value: number): Alert {
  const title = `${quote(metric).slice(1, -1)} is ${value}`;
  return { level: "error", title: title.slice(0, maxTitle), text: null };
}
