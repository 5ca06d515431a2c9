import { resolve } from "@std/path";
import { exportDataset } from "../../reader/mod.ts";
import { requireFolder } from "../arguments/board_selection.ts";
import { plural } from "../text/format.ts";
import { Interrupt } from "../output/interrupt.ts";
import { jsonFields } from "../text/json_value.ts";
import { note, print } from "../output/print.ts";
import { noteProblems } from "../output/problems.ts";
import { Progress } from "../output/progress.ts";

/** Options of `kobo dataset`. */
export interface DatasetCommandOptions {
  /** What was written as JSON. */
  json?: boolean;
}

/** `kobo dataset` */
export async function dataset(
  baseDir: string,
  target: string,
  { json }: DatasetCommandOptions,
): Promise<void> {
  await requireFolder(baseDir);
  let result;
  {
    using interrupt = new Interrupt();
    using progress = new Progress("Exporting the boards");
    result = await exportDataset(baseDir, target, {
      signal: interrupt.signal,
      onProgress: ({ done, total, boardId }) => progress.update(done, total, boardId),
    });
  }
  const { written, unchanged, failed, problems, rows } = result;
  if (json) {
    const content = {
      target: resolve(target),
      ...{ written, unchanged, rows },
      failed: failed.map(jsonFields),
      problems: problems.map(jsonFields),
    };
    print(JSON.stringify(content, null, 2) + "\n");
  } else {
    print(written.map((boardId) => `${boardId}\n`).join(""));
    note(
      `${plural(written.length, "board")} written, ${plural(rows, "row")}; ` +
        `${unchanged.length} unchanged; in ${resolve(target)}`,
    );
  }
  noteProblems(problems.map(({ boardId, problem }) => `${boardId}: ${problem}`));
  noteProblems(failed.map(({ boardId, reason }) => `${boardId}: ${reason}`));
  if (failed.length > 0) {
    throw new Error(`Cannot export ${plural(failed.length, "board")}, see above`);
  }
}
