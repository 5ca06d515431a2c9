import { quote } from "../checks/format_value.ts";
import { checkLogName } from "../checks/log_name.ts";
import { KEY_COLUMNS } from "../../format/tables.ts";

/**
 * The metric names of a board.
 *
 * Columns of a table differ in more than case, in SQL; so must metrics.
 */
export class MetricNames {
  readonly #byLowerCase = new Map(KEY_COLUMNS.map(({ name }) => [name, name]));

  /**
   * Checks a name that is not in use.
   *
   * @throws {TypeError} For a name that no column can have.
   * @throws {RangeError} For a reserved name, and one that differs from an
   * earlier one only in case.
   */
  check(name: string): void {
    checkLogName(name, "a metric name");
    const taken = this.#byLowerCase.get(name.toLowerCase());
    if (taken === undefined) return;
    if (KEY_COLUMNS.some((column) => column.name === taken)) {
      throw new RangeError(
        `Cannot log ${quote(name)}: ${KEY_COLUMNS.map((column) => column.name).join(", ")} ` +
          `are the board's own columns; choose another name`,
      );
    }
    throw new RangeError(
      `Cannot log ${quote(name)}: it differs only in case from ${quote(taken)}, logged before`,
    );
  }

  /** Notes a name that came into use. */
  add(name: string): void {
    this.#byLowerCase.set(name.toLowerCase(), name);
  }
}
