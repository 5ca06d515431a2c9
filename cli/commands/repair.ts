import { exit } from "../../system/deno.ts";
import { basename } from "@std/path";
import { repairBoard } from "../../board/repair_board.ts";
import { type BoardReader, openBoard, resolveBoard } from "../../reader/mod.ts";
import { summarizeSteps } from "../boards/content_summary.ts";
import { openOptions } from "../boards/open_options.ts";
import { requireBaseDir } from "../boards/require_base_dir.ts";
import type { InterruptedError } from "../errors.ts";
import { Interrupt } from "../interrupt.ts";
import { print, printMessage } from "../output/print.ts";
import { printJson } from "../output/print_json.ts";
import { Progress } from "../output/progress.ts";
import { plural } from "../text/format_number.ts";

/** Options of `kobo repair`. */
export interface RepairCommandOptions {
  /** Whether to print what was done as JSON. */
  json?: boolean;
}

/** `kobo repair` */
export async function repair(
  baseDir: string,
  board: string,
  { json }: RepairCommandOptions,
): Promise<void> {
  await requireBaseDir(baseDir);
  const boardDir = await resolveBoard(baseDir, board);
  const problems: string[] = [];
  let repaired;
  {
    using _ = new Progress(`Repairing ${basename(boardDir)}`);
    using interrupt = new Interrupt();
    exitOnInterrupt(interrupt);
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
  if (json) return printJson(repairJson(reader, repaired !== undefined, steps, problems));
  const result = repaired === undefined ? "needs no repair" : "is complete";
  print(`${reader.boardId} ${result}: ${reader.status}, ${plural(steps, "step")}\n`);
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

/** The writer listens for signals, too, and expects the script to exit: that is this one. */
function exitOnInterrupt({ signal }: Interrupt): void {
  signal.addEventListener("abort", () => {
    // The journal is removed last, so a repair may be interrupted anywhere.
    printMessage("Stopped; nothing is lost, and the board can be repaired again");
    exit((signal.reason as InterruptedError).exitCode);
  });
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
