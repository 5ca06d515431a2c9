import { basename, join } from "@std/path";
import { METADATA_FILE } from "../../format/metadata.ts";
import { syncBoards, type SyncedBoards, type SyncPart } from "../../sync/mod.ts";
import { SYNC_PARTS } from "../../sync/sync_parts.ts";
import { isThere } from "../../system/exists.ts";
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

/** Options of `kobo sync`. */
export interface SyncCommandOptions {
  /** Whether to go on until Ctrl+C. */
  follow?: boolean;
  /** Milliseconds from one round to the next. */
  interval?: number;
  /** Bytes per second that are sent at most. */
  bandwidth?: number;
  /** Whether to write nothing. */
  dryRun?: boolean;
  /** What to send besides metadata and metrics. */
  include?: SyncPart[];
  /** What not to send. */
  exclude?: SyncPart[];
  /** Where the service of S3 listens. */
  endpoint?: string;
  /** Whether to print what was sent as JSON. */
  json?: boolean;
}

/** `kobo sync` @param args The boards, and the target as the last one. */
export async function sync(
  baseDir: string,
  args: readonly string[],
  options: SyncCommandOptions,
): Promise<void> {
  const {
    follow,
    interval,
    bandwidth,
    dryRun,
    include = SYNC_PARTS,
    exclude = [],
    endpoint,
    json,
  } = options;
  await requireBaseDir(baseDir);
  const target = args.at(-1);
  if (target === undefined || (args.length === 1 && isBoardAlone(baseDir, target))) {
    throw new UsageError(
      "Cannot sync: expected a target, as s3://bucket/boards or a folder, after the boards; " +
        `received ${target === undefined ? "none" : `only the board ${target}`}`,
    );
  }
  const boards = await findBoardIds(baseDir, args.slice(0, -1));
  let result: SyncedBoards;
  if (follow) {
    const count = boards === undefined ? "all boards" : plural(boards.length, "board");
    printMessage(`Following ${count} of ${baseDir}, to ${target}; Ctrl+C ends it`);
  }
  {
    using interrupt = new Interrupt();
    using progress = new Progress(dryRun ? "Comparing boards" : "Sending boards");
    result = await syncBoards(baseDir, target, {
      ...openOptions(),
      boards,
      parts: include.filter((part) => !exclude.includes(part)),
      follow,
      ...(interval !== undefined && { intervalMs: interval }),
      ...(bandwidth !== undefined && { bytesPerSecond: bandwidth }),
      dryRun,
      ...(endpoint !== undefined && { s3: { endpoint } }),
      signal: interrupt.signal,
      onProgress: ({ done, total, boardId }) => progress.update(done, total, boardId),
      ...(follow && { onProblem: (problem: string) => printProblems([problem]) }),
    });
  }
  const { sent, unchanged, failed, problems, annotations, rows, objects, bytes } = result;
  if (json) {
    printJson({
      target,
      sent,
      unchanged,
      rows,
      objects,
      bytes,
      failed: failed.map(jsonFields),
      problems: problems.map(jsonFields),
    });
  } else {
    print(sent.map((boardId) => `${boardId}\n`).join(""));
    printMessage(
      `${plural(sent.length, "board")} ${dryRun ? "would be sent" : "sent"}, ` +
        `${plural(rows, "row")}, ${formatBytes(bytes)} in ${plural(objects, "object")}; ` +
        `${unchanged.length} unchanged; to ${target}`,
    );
  }
  if (!follow) {
    printProblems(problems.map(({ boardId, problem }) => `${boardId}: ${problem}`));
    printProblems(failed.map(({ boardId, reason }) => `${boardId}: ${reason}`));
  }
  if (annotations !== undefined && !follow) printProblems([annotations]);
  if (failed.length > 0) {
    throw new Error(`Cannot sync ${plural(failed.length, "board")}, see above`);
  }
}

/** Whether the only argument is a board, and no folder to send boards to. */
function isBoardAlone(baseDir: string, name: string): boolean {
  if (["all", "latest"].includes(name)) return true;
  const boardDir = join(baseDir, name);
  return basename(boardDir) === name && isThere(join(boardDir, METADATA_FILE)) && !isThere(name);
}
