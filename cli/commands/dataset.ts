import { resolve } from "@std/path";
import { exportDataset } from "../../reader/mod.ts";
import { openOptions } from "../boards/open_options.ts";
import { requireBaseDir } from "../boards/require_base_dir.ts";
import { Interrupt } from "../interrupt.ts";
import { print, printMessage } from "../output/print.ts";
import { printJson } from "../output/print_json.ts";
import { printProblems } from "../output/problems.ts";
import { Progress } from "../output/progress.ts";
import { plural } from "../text/format_number.ts";
import { jsonFields } from "../text/json_value.ts";

/** Options of `kobo dataset`. */
export interface DatasetCommandOptions {
  /** Whether to print what was written as JSON. */
  json?: boolean;
}

/** `kobo dataset` */
export async function dataset(
  baseDir: string,
  target: string,
  { json }: DatasetCommandOptions,
): Promise<void> {
  await requireBaseDir(baseDir);
  const place = target.includes("://") ? target : resolve(target);
  let result;
  {
    using interrupt = new Interrupt();
    using progress = new Progress("Exporting boards");
    result = await exportDataset(baseDir, target, {
      ...openOptions(),
      signal: interrupt.signal,
      onProgress: ({ done, total, boardId }) => progress.update(done, total, boardId),
    });
  }
  const { written, unchanged, failed, problems, rows } = result;
  if (json) {
    printJson({
      target: place,
      written,
      unchanged,
      rows,
      failed: failed.map(jsonFields),
      problems: problems.map(jsonFields),
    });
  } else {
    print(written.map((boardId) => `${boardId}\n`).join(""));
    printMessage(
      `${plural(written.length, "board")} written, ${plural(rows, "row")}; ` +
        `${unchanged.length} unchanged; in ${place}`,
    );
  }
  printProblems(problems.map(({ boardId, problem }) => `${boardId}: ${problem}`));
  printProblems(failed.map(({ boardId, reason }) => `${boardId}: ${reason}`));
  if (failed.length > 0) {
    throw new Error(`Cannot export ${plural(failed.length, "board")}, see above`);
  }
}
