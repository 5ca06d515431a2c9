import { attempt } from "../../system/attempt.ts";
import { infoOf, infoOfLater } from "../../system/file_info.ts";
import { OpenFile } from "../../system/open_file.ts";
import { removeTreeLater } from "../../system/remove.ts";
import { makeTempDir } from "../../system/temp_dir.ts";
import { basename, extname, join, resolve } from "@std/path";
import {
  type BoardReader,
  type BoardsReader,
  resolveBoard,
  type TableName,
} from "../../reader/mod.ts";
import { EXPORT_FORMATS, type ExportFormat } from "../arguments/export_format.ts";
import { openReader } from "../boards/open_reader.ts";
import { UsageError } from "../errors.ts";
import { Interrupt } from "../interrupt.ts";
import { print, printBytes, printMessage } from "../output/print.ts";
import { printJson } from "../output/print_json.ts";
import { listProblems, printProblems } from "../output/problems.ts";
import { Progress } from "../output/progress.ts";
import { formatBytes, plural } from "../text/format_number.ts";

const METHODS = { csv: "exportCsv", json: "exportJson", parquet: "exportParquet" } as const;
const CHUNK_BYTES = 64 * 1024;

/** Options of `kobo export`. */
export interface ExportCommandOptions {
  /** Default: the extension of `out`, or csv. */
  format?: ExportFormat;
  /** The table to export. Default: metrics. */
  table?: TableName | "runs";
  /** The query whose result is exported, instead of a table. */
  query?: string;
  /** The file to write, or `-` for stdout. Default: `<board>_<table>.<format>`. */
  out?: string;
  /** Whether to replace an existing file. */
  overwrite?: boolean;
  /** Whether CSV cells that a spreadsheet would compute get an apostrophe in front. */
  escapeFormulas?: boolean;
  /** Whether to print what was written as JSON. */
  json?: boolean;
}

/** `kobo export`. The board `all` exports from all boards. */
export async function exportBoard(
  baseDir: string,
  board: string,
  options: ExportCommandOptions,
): Promise<void> {
  checkOptions(board, options);
  const { out } = options;
  const format = options.format ?? formatOf(out);
  using interrupt = new Interrupt();
  const { signal } = interrupt;
  await using reader = await openReader(baseDir, board);
  const write = (target: string) => writeFile(reader, format, target, options, signal);
  if (out === "-") {
    await writeToStdout(format, write, signal);
    return printProblems(listProblems(reader));
  }
  const target = resolve(out ?? await defaultName(baseDir, board, format, options));
  if (!options.overwrite && attempt(() => infoOf(target).isFile)) {
    throw new Error(
      `Cannot export to ${target}: there is a file of this name; --overwrite replaces it, ` +
        "--out names another",
    );
  }
  const rows = await write(target);
  const { size } = await infoOfLater(target);
  if (options.json) {
    printJson({ path: target, format, rows, size_bytes: size });
  } else {
    print(`${target}\n`);
    printMessage(`${plural(rows, "row")}, ${formatBytes(size)}`);
  }
  printProblems(listProblems(reader));
}

function checkOptions(
  board: string,
  { table, query, out, json, format }: ExportCommandOptions,
): void {
  const named = knownFormatOf(out);
  if (format !== undefined && named !== undefined && named !== format) {
    throw new UsageError(
      `Cannot export to ${out}: expected a name that ends in .${format}, as --format says, ` +
        `or no --format`,
    );
  }
  if (table !== undefined && query !== undefined) {
    throw new UsageError("Cannot export: expected --table or --query, received both");
  }
  if (out === "-" && json) {
    throw new UsageError("Cannot export: expected --json or --out -, received both");
  }
  if (table === "runs" && board !== "all") {
    throw new UsageError(`Cannot export the runs of one board: expected all, received ${board}`);
  }
}

function formatOf(out = ""): ExportFormat {
  if (out === "" || out === "-") return "csv";
  const format = knownFormatOf(out);
  if (format !== undefined) return format;
  throw new UsageError(
    `Cannot export to ${out}: expected --format, or a name that ends in .csv, .json or .parquet`,
  );
}

/** The format that the name of a file has as its extension, if it is one of ours. */
function knownFormatOf(out = ""): ExportFormat | undefined {
  const extension = extname(out).slice(1).toLowerCase();
  return EXPORT_FORMATS.find((format) => format === extension);
}

async function defaultName(
  baseDir: string,
  board: string,
  format: ExportFormat,
  { table, query }: ExportCommandOptions,
): Promise<string> {
  const id = board === "all" ? "all_boards" : basename(await resolveBoard(baseDir, board));
  return `${id}_${table ?? (query === undefined ? "metrics" : "query")}.${format}`;
}

async function writeFile(
  reader: BoardReader | BoardsReader,
  format: ExportFormat,
  target: string,
  { table = "metrics", query, overwrite, escapeFormulas }: ExportCommandOptions,
  signal: AbortSignal,
): Promise<number> {
  using _ = new Progress(`Exporting to ${basename(target)}`);
  const source = query === undefined ? { table } : { query };
  try {
    return await reader[METHODS[format]](target, { ...source, overwrite, escapeFormulas, signal });
  } catch (error) {
    // The interruption says more than the error of the query that it stopped.
    signal.throwIfAborted();
    throw error;
  }
}

/** DuckDB writes only to files, so the bytes take the way through a temporary one. */
async function writeToStdout(
  format: ExportFormat,
  write: (target: string) => Promise<number>,
  signal: AbortSignal,
): Promise<void> {
  const dir = makeTempDir("kobo_");
  try {
    const target = join(dir, `export.${format}`);
    await write(target);
    using file = await OpenFile.openLater(target);
    const chunk = new Uint8Array(CHUNK_BYTES);
    for (;;) {
      const count = await file.readSomeLater(chunk);
      signal.throwIfAborted();
      if (count === 0) return;
      printBytes(chunk.subarray(0, count));
    }
  } finally {
    await removeTreeLater(dir);
  }
}
