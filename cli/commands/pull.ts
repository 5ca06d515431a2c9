import { resolve } from "@std/path";
import { BoardNotFoundError } from "../../reader/shared/errors.ts";
import { pullBoards, type PulledBoards } from "../../sync/mod.ts";
import { findBoardIds } from "../boards/find_board_ids.ts";
import { openOptions } from "../boards/open_options.ts";
import { Interrupt } from "../interrupt.ts";
import { print, printMessage } from "../output/print.ts";
import { printJson } from "../output/print_json.ts";
import { printProblems } from "../output/problems.ts";
import { Progress } from "../output/progress.ts";
import { plural } from "../text/format_number.ts";
import { jsonFields } from "../text/json_value.ts";

/** Options of `kobo pull`. */
export interface PullCommandOptions {
  /** Where the service of S3 listens. */
  endpoint?: string;
  /** Whether to print what was fetched as JSON. */
  json?: boolean;
}

/** `kobo pull` */
export async function pull(
  baseDir: string,
  target: string,
  boards: readonly string[],
  { endpoint, json }: PullCommandOptions,
): Promise<void> {
  let result: PulledBoards;
  {
    using interrupt = new Interrupt();
    using progress = new Progress("Fetching boards");
    const s3 = endpoint === undefined ? undefined : { endpoint };
    const pullOnly = (ids?: readonly string[]) =>
      pullBoards(target, baseDir, {
        memoryLimitBytes: openOptions().memoryLimitBytes,
        boards: ids,
        s3,
        signal: interrupt.signal,
        onProgress: ({ done, total, boardId }) => progress.update(done, total, boardId),
      });
    try {
      result = await pullOnly(boards.length > 0 ? boards : undefined);
    } catch (error) {
      if (!(error instanceof BoardNotFoundError)) throw error;
      // Only now are all boards looked at, for a beginning of an id, or the name of a run.
      result = await pullOnly(await findBoardIds(target, boards, { s3 }));
    }
  }
  const { pulled, existing, failed, problems, annotations } = result;
  if (json) {
    printJson({
      pulled,
      existing,
      failed: failed.map(jsonFields),
      problems: problems.map(jsonFields),
    });
  } else {
    print(pulled.map((boardId) => `${boardId}\n`).join(""));
    printMessage(
      `${plural(pulled.length, "board")} fetched; ${existing.length} here already; ` +
        `in ${resolve(baseDir)}`,
    );
  }
  printProblems(problems.map(({ boardId, problem }) => `${boardId}: ${problem}`));
  printProblems(failed.map(({ boardId, reason }) => `${boardId}: ${reason}`));
  if (annotations !== undefined) printProblems([annotations]);
  if (failed.length > 0) {
    throw new Error(`Cannot fetch ${plural(failed.length, "board")}, see above`);
  }
}
