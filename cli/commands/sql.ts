import { readStdinText } from "../../system/stdin.ts";
import { isTerminal } from "../../system/terminal.ts";
import type { SqlResult } from "../../reader/mod.ts";
import { openReader } from "../boards/open_reader.ts";
import { UsageError } from "../errors.ts";
import { print, printMessage } from "../output/print.ts";
import { listProblems, printProblems } from "../output/problems.ts";
import { Progress } from "../output/progress.ts";
import { plural } from "../text/format_number.ts";
import { jsonValue } from "../text/json_value.ts";
import { outputWidth } from "../text/output_width.ts";
import { applyStyle } from "../text/terminal_style.ts";
import { terminalText } from "../text/terminal_text.ts";
import { textTable } from "../text/text_table.ts";
import { truncate } from "../text/truncate.ts";

/** More rows than anybody reads in a terminal. */
const MAX_TABLE_ROWS = 1000;
/** SQL types whose values mean something else when they are truncated. */
const NEVER_TRUNCATED = /^(BOOLEAN|DATE|TIME.*)$/;
const NUMERIC = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*)$/;
const NULL_CELL = { text: "NULL", style: "dim" } as const;

/** Options of `kobo sql`. */
export interface SqlOptions {
  /** The maximum number of rows. */
  limit?: number;
  /** Whether to print JSON. */
  json?: boolean;
}

/** `kobo sql`. The board `all` queries all boards, the query `-` is read from stdin. */
export async function sql(
  baseDir: string,
  board: string,
  query: string,
  options: SqlOptions,
): Promise<void> {
  const statement = query === "-" ? await readStdinText() : query;
  if (statement.trim() === "") throw new UsageError("Cannot query: expected SQL, received nothing");
  const maxRows = options.limit ?? (options.json ? undefined : MAX_TABLE_ROWS);
  await using reader = await openReader(baseDir, board);
  let result: SqlResult;
  {
    using _ = new Progress("Querying");
    result = await reader.sql(statement, undefined, { maxRows, exact: true });
  }
  if (options.json) printRecords(result);
  else printTable(result);
  if (result.truncated) {
    const shown = plural(result.rows.length, "row");
    printMessage(`Only the first ${shown} are shown; --limit sets another maximum`);
  }
  printProblems(listProblems(reader));
}

/** Prints row by row: a long result stays readable, and is not copied as a whole. */
function printRecords(result: SqlResult): void {
  const { rows } = result;
  const names = result.uniqueNames().map((name) => JSON.stringify(name));
  rows.forEach((row, index) => {
    // An object would move columns whose names are numbers to the front.
    const cells = names.map((name, place) => `${name}:${JSON.stringify(jsonValue(row[place]))}`);
    print(`${index === 0 ? "[" : ","}\n  {${cells.join(",")}}`);
  });
  print(rows.length === 0 ? "[]\n" : "\n]\n");
}

function printTable({ columns, rows, truncated }: SqlResult): void {
  const { text, hidden } = textTable(
    columns.map(({ name, type }) => {
      const isNumeric = NUMERIC.test(type);
      return {
        title: name,
        align: isNumeric ? "right" : "left",
        minWidth: isNumeric || NEVER_TRUNCATED.test(type) ? undefined : 12,
      };
    }),
    rows.map((row) =>
      row.map((value, place) =>
        value === null ? NULL_CELL : cellText(value, columns[place]?.type ?? "")
      )
    ),
    outputWidth(),
  );
  print(text);
  if (hidden.length > 0) {
    const message = `${plural(hidden.length, "column does", "columns do")} not fit; ` +
      `--json prints all: ${terminalText(hidden.join(", "))}`;
    printMessage(truncate(message, outputWidth()));
  }
  if (isTerminal("stdout") && !truncated) {
    print(applyStyle("dim", `${plural(rows.length, "row")}\n`));
  }
}

function cellText(value: unknown, type: string): string {
  if (typeof value === "string") return type.startsWith("TIMESTAMP") ? timeText(value) : value;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  const json = jsonValue(value);
  return typeof json === "object" ? JSON.stringify(json) : String(json);
}

/** `2026-01-02T03:04:05.678000Z` as `2026-01-02 03:04:05.678` */
function timeText(iso: string): string {
  return iso.replace(/^([\d-]+)T([\d:.]+)Z$/, "$1 $2").replace(/(\.\d{3})(000)+$/, "$1");
}
