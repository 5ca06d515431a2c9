import { basename, extname, join, resolve } from "@std/path";
import { resolveBoard, type TableName } from "../../reader/mod.ts";
import { UsageError } from "../output/errors.ts";
import { formatBytes, plural } from "../text/format.ts";
import { Interrupt } from "../output/interrupt.ts";
import { openReader } from "../arguments/open_reader.ts";
import { note, print, printBytes } from "../output/print.ts";
import { noteProblems, problemsOf } from "../output/problems.ts";
import { Progress } from "../output/progress.ts";

/** The formats, which are file extensions too. */
export const FORMATS = ["csv", "json", "parquet"] as const;
/** One of {@linkcode FORMATS}. */
export type Format = typeof FORMATS[number];

/** Options of `kobo export`. */
export interface ExportCommandOptions {
  /** Default: what `out` ends in, or csv. */
  format?: Format;
  /** Default: metrics. */
  table?: TableName | "runs";
  /** SQL whose answer is exported, instead of a table. */
  query?: string;
  /** The file, or `-` for stdout. Default: `<board>_<table>.<format>`. */
  out?: string;
  /** Whether a file that exists is replaced. */
  overwrite?: boolean;
  /** What was written as JSON. */
  json?: boolean;
}

/** `kobo export`; the board `all` stands for all of them. */
export async function exportBoard(
  baseDir: string,
  board: string,
  options: ExportCommandOptions,
): Promise<void> {
  if (options.table !== undefined && options.query !== undefined) {
    throw new UsageError("Cannot export: expected --table or --query, received both");
  }
  if (options.out === "-" && options.json) {
    throw new UsageError("Cannot export: expected --json or --out -, received both");
  }
  if (options.table === "runs" && board !== "all") {
    throw new UsageError(`Cannot export the runs of one board: expected all, received ${board}`);
  }
  const format = options.format ?? formatOf(options.out);
  using interrupt = new Interrupt();
  const { signal } = interrupt;
  await using reader = await openReader(baseDir, board);
  const what = options.query === undefined
    ? { table: options.table ?? "metrics" }
    : { query: options.query };
  const write = async (target: string) => {
    using _ = new Progress(`Exporting to ${basename(target)}`);
    const exportOptions = { ...what, overwrite: options.overwrite, signal };
    try {
      return await reader[METHODS[format]](target, exportOptions);
    } catch (error) {
      signal.throwIfAborted(); // That says more than the query that it has ended.
      throw error;
    }
  };
  if (options.out === "-") {
    await toStdout(format, write, signal);
    return noteProblems(problemsOf(reader));
  }
  const id = board === "all" ? "all_boards" : basename(await resolveBoard(baseDir, board));
  const target = resolve(
    options.out ??
      `${id}_${options.table ?? (what.query === undefined ? "metrics" : "query")}.${format}`,
  );
  const rows = await write(target);
  const { size } = await Deno.stat(target);
  if (options.json) {
    print(JSON.stringify({ path: target, format, rows, size_bytes: size }, null, 2) + "\n");
  } else {
    print(`${target}\n`);
    note(`${plural(rows, "row")}, ${formatBytes(size)}`);
  }
  noteProblems(problemsOf(reader));
}

const METHODS = { csv: "exportCsv", json: "exportJson", parquet: "exportParquet" } as const;

function formatOf(out = ""): Format {
  const extension = extname(out).slice(1).toLowerCase();
  if (out === "" || out === "-") return "csv";
  const format = FORMATS.find((format) => format === extension);
  if (format !== undefined) return format;
  throw new UsageError(
    `Cannot export to ${out}: expected --format, or a name that ends in .csv, .json or .parquet`,
  );
}

/** DuckDB writes to files: to one of ours, whose bytes go on. */
async function toStdout(
  format: Format,
  write: (target: string) => Promise<number>,
  signal: AbortSignal,
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "kobo_" });
  try {
    const target = join(dir, `export.${format}`);
    await write(target);
    using file = await Deno.open(target);
    const bytes = new Uint8Array(64 * 1024);
    for (;;) {
      const count = await file.read(bytes);
      signal.throwIfAborted();
      if (count === null) return;
      printBytes(bytes.subarray(0, count));
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}
