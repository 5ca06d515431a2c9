import { resolve } from "@std/path";
import { exportDataset } from "../../reader/mod.ts";
import { requireFolder } from "../boards_in.ts";
import { plural } from "../format.ts";
import { jsonFields } from "../json_value.ts";
import { note, print } from "../print.ts";
import { Progress } from "../progress.ts";

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
    using _ = new Progress("Exporting the boards");
    result = await exportDataset(baseDir, target);
  }
  const { written, unchanged, failed, rows } = result;
  if (json) {
    const content = {
      target: resolve(target),
      ...{ written, unchanged, rows },
      failed: failed.map(jsonFields),
    };
    print(JSON.stringify(content, null, 2) + "\n");
  } else {
    print(written.map((boardId) => `${boardId}\n`).join(""));
    note(
      `${plural(written.length, "board")} written, ${plural(rows, "row")}; ` +
        `${unchanged.length} unchanged; in ${resolve(target)}`,
    );
  }
  for (const { boardId, reason } of failed) note(`${boardId}: ${reason}`);
  if (failed.length > 0) {
    throw new Error(`Cannot export ${plural(failed.length, "board")}, see above`);
  }
}
