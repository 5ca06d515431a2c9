import { basename } from "@std/path";
import { repairBoard } from "../../board/repair_board.ts";
import { openBoard, resolveBoard } from "../../reader/mod.ts";
import { extentOf } from "../boards/board_details.ts";
import { requireFolder } from "../arguments/board_selection.ts";
import type { InterruptedError } from "../output/errors.ts";
import { plural } from "../text/format.ts";
import { Interrupt } from "../output/interrupt.ts";
import { note, print } from "../output/print.ts";
import { Progress } from "../output/progress.ts";

/** Options of `kobo repair`. */
export interface RepairCommandOptions {
  /** What was done as JSON. */
  json?: boolean;
}

/** `kobo repair` */
export async function repair(
  baseDir: string,
  board: string,
  options: RepairCommandOptions,
): Promise<void> {
  await requireFolder(baseDir);
  const boardDir = await resolveBoard(baseDir, board);
  const said: string[] = [];
  let repaired;
  {
    using _ = new Progress(`Repairing ${basename(boardDir)}`);
    using interrupt = new Interrupt();
    endAtOnce(interrupt);
    repaired = await repairBoard(boardDir, {
      onProblem: (problem) => said.push(problem),
      lastRowAt: await lastRowAt(boardDir),
    });
  }
  await using reader = await openBoard(boardDir);
  const { steps } = await extentOf(reader);
  for (const problem of said) note(problem);
  if (reader.problems.length > 0) {
    throw new Error(`Cannot repair all of ${reader.boardId}: ${reader.problems.join("; ")}`);
  }
  if (options.json) {
    return print(
      JSON.stringify(
        {
          board_id: reader.boardId,
          repaired: repaired !== undefined,
          status: reader.status,
          finished_at: reader.metadata.finished_at ?? null,
          steps,
          problems: said,
        },
        null,
        2,
      ) + "\n",
    );
  }
  print(
    repaired === undefined
      ? `${reader.boardId} needs no repair: ${reader.status}, ${plural(steps, "step")}\n`
      : `${reader.boardId} is complete: ${reader.status}, ${plural(steps, "step")}\n`,
  );
}

/** The writer listens for signals and leaves the end to the script: to this one. */
function endAtOnce({ signal }: Interrupt): void {
  signal.addEventListener("abort", () => {
    // The journal goes last, so that a repair may end anywhere.
    note("Stopped; nothing is lost, and the board can be repaired again");
    Deno.exit((signal.reason as InterruptedError).exitCode);
  });
}

/** What cannot be read needs the repair: it may still be finished. */
async function lastRowAt(boardDir: string): Promise<Date | undefined> {
  try {
    await using reader = await openBoard(boardDir);
    return (await extentOf(reader)).lastRowAt ?? undefined;
  } catch {
    return undefined;
  }
}
