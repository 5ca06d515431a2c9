import { join } from "@std/path";
import type { Board } from "../../mod.ts";
import { JournalIndex } from "../../reader/snapshot/journal_index.ts";

/**
 * Waits until all rows of a board are in its journal, however slow the machine is. A commit would
 * take them from there: the board is to have a `flushIntervalMs` that none comes up to.
 */
export async function untilJournaled(
  { boardDir, currentStep }: Pick<Board, "boardDir" | "currentStep">,
): Promise<void> {
  const index = new JournalIndex(join(boardDir, "data", "journal"));
  for (;;) {
    index.refresh();
    for (let frame = 0; frame < index.frames.length; frame++) {
      if (index.inspect(frame)?.lastStep === currentStep) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
