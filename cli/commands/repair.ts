import { basename } from "@std/path";
import { repairBoard } from "../../board/repair_board.ts";
import { isLive } from "../../format/live.ts";
import { type BoardReader, openBoard } from "../../reader/mod.ts";
import { summarizeSteps } from "../boards/content_summary.ts";
import { findBoardDirs } from "../boards/find_board_dirs.ts";
import { openOptions } from "../boards/open_options.ts";
import { requireBaseDir } from "../boards/require_base_dir.ts";
import { exitOnInterrupt, Interrupt } from "../interrupt.ts";
import { print, printMessage } from "../output/print.ts";
import { printJson } from "../output/print_json.ts";
import { Progress } from "../output/progress.ts";
import { errorLine } from "../text/error_line.ts";
import { plural } from "../text/format_number.ts";
import { terminalText } from "../text/terminal_text.ts";

/** Options of `kobo repair`. */
export interface RepairCommandOptions {
  /** Whether to print what was done as JSON. */
  json?: boolean;
}

/** `kobo repair`. The board `all` stands for all boards but those that are live. */
export async function repair(
  baseDir: string,
  board: string,
  { json }: RepairCommandOptions,
): Promise<void> {
  await requireBaseDir(baseDir);
  const [boardDir, ...others] = await findBoardDirs(baseDir, [board]);
  if (board !== "all" && boardDir !== undefined) {
    const { text, content } = await repairOne(boardDir);
    return json ? printJson(content) : print(text);
  }
  if (boardDir === undefined && !json) return printMessage(`No boards in ${baseDir}`);
  const contents: object[] = [];
  let failures = 0;
  for (const dir of [boardDir ?? [], others].flat()) {
    if (isLive(dir)) {
      printMessage(`${terminalText(basename(dir))} is live, and left alone`);
      continue;
    }
    try {
      const { text, content } = await repairOne(dir);
      contents.push(content);
      if (!json) print(text);
    } catch (error) {
      failures++;
      printMessage(errorLine(error));
    }
  }
  if (json) printJson(contents);
  if (failures > 0) {
    throw new Error(`${plural(failures, "board")} cannot be repaired, or not all of it, see above`);
  }
}

/** Repairs a board. @throws {Error} Where it cannot be done, or not all of it. */
async function repairOne(
  boardDir: string,
): Promise<{ text: string; content: Record<string, unknown> }> {
  const problems: string[] = [];
  let repaired;
  {
    using _ = new Progress(`Repairing ${basename(boardDir)}`);
    using interrupt = new Interrupt();
    // The journal is removed last, so a repair may be interrupted anywhere.
    exitOnInterrupt(interrupt, "Stopped; nothing is lost, and the board can be repaired again");
    repaired = await repairBoard(boardDir, {
      onProblem: (problem) => problems.push(problem),
      lastRowAt: await lastRowAt(boardDir),
    });
  }
  await using reader = await openBoard(boardDir, openOptions());
  const { steps } = await summarizeSteps(reader);
  for (const problem of problems) printMessage(problem);
  if (reader.problems.length > 0) {
    throw new Error(`Cannot repair all of ${reader.boardId}: ${reader.problems.join("; ")}`);
  }
  const result = repaired === undefined ? "needs no repair" : "is complete";
  return {
    text: `${reader.boardId} ${result}: ${reader.status}, ${plural(steps, "step")}\n`,
    content: repairJson(reader, repaired !== undefined, steps, problems),
  };
}

function repairJson(
  { boardId, status, metadata }: BoardReader,
  repaired: boolean,
  steps: number,
  problems: readonly string[],
): Record<string, unknown> {
  return {
    board_id: boardId,
    repaired,
    status,
    finished_at: metadata.finished_at ?? null,
    steps,
    problems,
  };
}

/** `undefined` if the board cannot be read before its repair. */
async function lastRowAt(boardDir: string): Promise<Date | undefined> {
  try {
    await using reader = await openBoard(boardDir, openOptions());
    return (await summarizeSteps(reader)).lastRowAt ?? undefined;
  } catch {
    return undefined;
  }
}
