import { fromFileUrl } from "@std/path";
import type { CellValue, TableContent } from "./table_content.ts";
import type { ColumnType } from "../../format/tables.ts";

const TYPES: Readonly<Record<string, ColumnType>> = {
  DOUBLE: "double",
  BOOLEAN: "boolean",
  VARCHAR: "string",
  BIGINT: "int64",
  INTEGER: "int32",
  TIMESTAMP: "timestamp",
  "DOUBLE[]": "double[]",
  "BIGINT[]": "int64[]",
};

interface Answer {
  error?: string;
  names: string[];
  types: string[];
  cells: unknown[][];
}

/** DuckDB in another process, to ask about files that this one has written. */
export class RowReader implements AsyncDisposable {
  readonly #child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", fromFileUrl(new URL("./read_rows.ts", import.meta.url))],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  readonly #requests = this.#child.stdin.getWriter();
  readonly #answers = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  #text = "";

  /** What a query finds in a DuckDB file, opened read-only for it. */
  async query(path: string, sql: string): Promise<TableContent> {
    await this.#requests.write(new TextEncoder().encode(JSON.stringify({ path, sql }) + "\n"));
    const { error, names, types, cells }: Answer = JSON.parse(await this.#line());
    if (error !== undefined) throw new Error(`Cannot ask ${path || "DuckDB"} "${sql}": ${error}`);
    const columns = names.map((name, index) => ({ name, type: typeOf(types[index]) }));
    return {
      columns,
      cells: columns.map(({ type }, index) =>
        (cells[index] ?? []).map((cell) => decode(cell, type))
      ),
    };
  }

  /** The one number that a query finds. */
  async number(path: string, sql: string): Promise<number> {
    return Number((await this.query(path, sql)).cells[0]?.[0]);
  }

  /** Ends the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#requests.close();
    await this.#answers.cancel();
    await this.#child.status;
  }

  async #line(): Promise<string> {
    const pieces = [this.#text];
    for (;;) {
      const piece = pieces.at(-1)!;
      const end = piece.indexOf("\n");
      if (end !== -1) {
        this.#text = piece.slice(end + 1);
        pieces[pieces.length - 1] = piece.slice(0, end);
        return pieces.join("");
      }
      const { value, done } = await this.#answers.read();
      if (done) throw new Error("The reader's process has ended");
      pieces.push(value);
    }
  }
}

function typeOf(sqlType = "of no name"): ColumnType {
  const type = TYPES[sqlType];
  if (type === undefined) throw new Error(`No column of a board has the type ${sqlType}`);
  return type;
}

function decode(cell: unknown, type: ColumnType): CellValue {
  if (cell === null) return null;
  switch (type) {
    case "double":
    case "int32":
      return Number(cell);
    case "int64":
    case "timestamp":
      return BigInt(cell as string);
    case "boolean":
    case "string":
    case "double[]":
    case "int64[]":
      return cell as CellValue;
  }
}
