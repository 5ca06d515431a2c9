import type { SqlResult } from "../../reader/mod.ts";
import { UsageError } from "../output/errors.ts";
import { plural } from "../text/format.ts";
import { jsonRecord, jsonValue } from "../text/json_value.ts";
import { openReader } from "../arguments/open_reader.ts";
import { note, print } from "../output/print.ts";
import { noteProblems, problemsOf } from "../output/problems.ts";
import { Progress } from "../output/progress.ts";
import { outputWidth, paint } from "../text/terminal_style.ts";
import { textTable } from "../text/text_table.ts";
import { cut, terminalText } from "../text/terminal_text.ts";

/** More rows than anybody reads in a terminal. */
const TABLE_ROWS = 1000;
/** Columns whose cells are useless when they are cut. */
const WHOLE = /^(BOOLEAN|DATE|TIME.*)$/;
const NUMBERS = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*)$/;

/** Options of `kobo sql`. */
export interface SqlOptions {
  /** At most so many rows. */
  limit?: number;
  /** JSON instead of a table. */
  json?: boolean;
}

/** `kobo sql`; the board `all` stands for all of them, the query `-` for stdin. */
export async function sql(
  baseDir: string,
  board: string,
  query: string,
  options: SqlOptions,
): Promise<void> {
  const statement = query === "-" ? await new Response(Deno.stdin.readable).text() : query;
  if (statement.trim() === "") throw new UsageError("Cannot query: expected SQL, received nothing");
  const maxRows = options.limit ?? (options.json ? undefined : TABLE_ROWS);
  await using reader = await openReader(baseDir, board);
  let result: SqlResult;
  {
    using _ = new Progress("Querying");
    result = await reader.sql(statement, undefined, { maxRows });
  }
  if (options.json) printRecords(result);
  else printTable(result);
  if (result.truncated) {
    note(`The first ${plural(result.rows.length, "row")} of more: --limit takes another number`);
  }
  noteProblems(problemsOf(reader));
}

function printRecords({ columns, rows }: SqlResult): void {
  // A row a line: long answers stay readable, and no second copy of all is made.
  rows.forEach((row, index) => {
    const record = jsonRecord(columns.map(({ name }, place) => [name, row[place]]));
    print(`${index === 0 ? "[" : ","}\n  ${JSON.stringify(record)}`);
  });
  print(rows.length === 0 ? "[]\n" : "\n]\n");
}

function printTable({ columns, rows, truncated }: SqlResult): void {
  const isNumber = columns.map(({ type }) => NUMBERS.test(type));
  const { text, hidden } = textTable(
    columns.map(({ name }, index) => ({
      title: name,
      align: isNumber[index] ? "right" : "left",
      least: isNumber[index] || WHOLE.test(columns[index].type) ? undefined : 12,
    })),
    rows.map((row) => row.map((value) => value === null ? NULL : textOf(value))),
    outputWidth(),
  );
  print(text);
  if (hidden.length > 0) {
    note(
      cut(
        `${plural(hidden.length, "column does", "columns do")} not fit, --json has all: ` +
          terminalText(hidden.join(", ")),
        outputWidth(),
      ),
    );
  }
  if (Deno.stdout.isTerminal() && !truncated) {
    print(paint("dim", plural(rows.length, "row") + "\n"));
  }
}

const NULL = { text: "NULL", style: "dim" } as const;

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (value instanceof Date) return value.toISOString().replace("T", " ").replace("Z", "");
  const json = jsonValue(value);
  return typeof json === "object" ? JSON.stringify(json) : String(json);
}
