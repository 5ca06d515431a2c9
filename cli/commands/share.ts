import { resolve } from "@std/path";
import { shareBoards, type ShareContents, type SharePart } from "../../share/mod.ts";
import { askOnTerminal } from "../../system/ask_on_terminal.ts";
import { findBoardIds } from "../boards/find_board_ids.ts";
import { openOptions } from "../boards/open_options.ts";
import { requireBaseDir } from "../boards/require_base_dir.ts";
import { UsageError } from "../errors.ts";
import { Interrupt } from "../interrupt.ts";
import { print, printMessage } from "../output/print.ts";
import { printJson } from "../output/print_json.ts";
import { printProblems } from "../output/problems.ts";
import { Progress } from "../output/progress.ts";
import { formatBytes, plural } from "../text/format_number.ts";
import { jsonFields } from "../text/json_value.ts";
import { terminalText } from "../text/terminal_text.ts";

/** Boards that are named one by one. */
const MAX_NAMED = 20;

/** Options of `kobo share`. */
export interface ShareCommandOptions {
  /** The folder of the site. */
  out?: string;
  /** Instead of it, one file. */
  singleFile?: string;
  /** How large that may be, in bytes. */
  maxSize?: number;
  /** What to leave out. */
  without?: SharePart[];
  /** Whether to write without asking. */
  yes?: boolean;
  /** Whether to print what was written as JSON. */
  json?: boolean;
}

/** `kobo share` */
export async function share(
  baseDir: string,
  names: readonly string[],
  { out, singleFile, maxSize, without, yes, json }: ShareCommandOptions,
): Promise<void> {
  const target = out ?? singleFile;
  if (target === undefined || (out !== undefined && singleFile !== undefined)) {
    throw new UsageError(
      "Cannot share: expected either --out with a folder or --single-file with a file",
    );
  }
  if (maxSize !== undefined && singleFile === undefined) {
    throw new UsageError("Cannot share: --max-size is for --single-file alone");
  }
  await requireBaseDir(baseDir);
  const boards = await findBoardIds(baseDir, names);
  let progress: Progress | undefined;
  const confirm = (contents: ShareContents): boolean => {
    describe(contents, resolve(target));
    // Where nobody is asked, it is written.
    if (yes !== true && askOnTerminal("Write it?") === false) return false;
    progress = new Progress("Sharing boards");
    return true;
  };
  using interrupt = new Interrupt();
  let result;
  try {
    result = await shareBoards(baseDir, target, {
      ...openOptions(),
      ...(singleFile === undefined ? {} : { singleFile: true, maxSizeBytes: maxSize }),
      boards,
      without,
      confirm,
      signal: interrupt.signal,
      onProgress: ({ done, total, boardId }) => progress?.update(done, total, boardId),
    });
  } finally {
    progress?.[Symbol.dispose]();
  }
  const { path, shared, failed, problems, rows, files, bytes, maxRows } = result;
  if (path === undefined) {
    printMessage("Nothing was written");
    return;
  }
  if (json) {
    printJson({
      path,
      shared,
      rows,
      files,
      bytes,
      maxRows,
      failed: failed.map(jsonFields),
      problems: problems.map(jsonFields),
    });
  } else {
    print(shared.map((boardId) => `${boardId}\n`).join(""));
    printMessage(
      `${plural(shared.length, "board")} shared, ${plural(rows, "row")}, ${formatBytes(bytes)} ` +
        `in ${plural(files, "file")}; in ${path}`,
    );
  }
  if (maxRows !== undefined) {
    printMessage(
      `Not all rows are in it: of a metric with more than ${maxRows} there are the extremes, as ` +
        "charts show them; --max-size allows a larger file",
    );
  }
  printProblems(problems.map(({ boardId, problem }) => `${boardId}: ${problem}`));
  printProblems(failed.map(({ boardId, reason }) => `${boardId}: ${reason}`));
  if (failed.length > 0) {
    throw new Error(`Cannot share ${plural(failed.length, "board")}, see above`);
  }
}

/** Says what will be written, before it is. */
function describe({ boards, parts, without }: ShareContents, target: string): void {
  const sum = (of: (board: ShareContents["boards"][number]) => number) =>
    boards.reduce((total, board) => total + of(board), 0);
  const rows = plural(sum((board) => board.rows), "row");
  const bytes = formatBytes(sum((board) => board.bytes));
  printMessage(`To ${target}: ${plural(boards.length, "board")}, ${rows}, ${bytes} on this disk`);
  for (const { boardId, name, rows, bytes } of boards.slice(0, MAX_NAMED)) {
    const label = name === boardId ? boardId : `${boardId} (${name})`;
    printMessage(`  ${terminalText(label)}: ${plural(rows, "row")}, ${formatBytes(bytes)}`);
  }
  if (boards.length > MAX_NAMED) printMessage(`  and ${boards.length - MAX_NAMED} more`);
  printMessage(`With metrics, ${parts.join(", ") || "and nothing else"}`);
  printMessage(without.length === 0 ? "Nothing is left out" : `Left out: ${without.join(", ")}`);
}
