import { quote } from "../checks/format_value.ts";
import { checkLogName } from "../checks/log_name.ts";
import { KEY_COLUMNS } from "../../format/tables.ts";

/**
 * The metric names of a board.
 *
 * Each metric is a column, and SQL ignores the case of column names. So two
 * metrics must not differ only in case.
 */
export class MetricNames {
  readonly #byLowerCase = new Map(KEY_COLUMNS.map(({ name }) => [name, name]));

  /**
   * Checks a name that no metric has yet.
   *
   * @throws {TypeError} For a name that is empty or cannot be stored as text.
   * @throws {RangeError} For a reserved name, and one that differs from an
   * earlier one only in case.
   */
  check(name: string): void {
    checkLogName(name, "a metric name");
    const twin = this.#byLowerCase.get(name.toLowerCase());
    if (twin === undefined) return;
    if (KEY_COLUMNS.some((column) => column.name === twin)) {
      throw new RangeError(
        `Cannot log ${quote(name)}: ${KEY_COLUMNS.map((column) => column.name).join(", ")} ` +
          `are the board's own columns; choose another name`,
      );
    }
    throw new RangeError(
      `Cannot log ${quote(name)}: it differs only in case from ${quote(twin)}, logged before`,
    );
  }

  /** Adds a name that a metric has from now on. */
  add(name: string): void {
    this.#byLowerCase.set(name.toLowerCase(), name);
  }
}
