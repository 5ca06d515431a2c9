import { basename } from "@std/path";
import { labelsOf } from "../../format/run_labels.ts";
import type { AnnotationsPatch } from "../../reader/annotations/annotations_patch.ts";
import { AnnotationsFile } from "../../reader/annotations/annotations_file.ts";
import { inspectFolder } from "../../reader/folder/board_folder.ts";
import { OwnFolder } from "../../reader/summaries/own_folder.ts";
import { annotationsText } from "../boards/annotations_text.ts";
import { findBoardDirs } from "../boards/find_board_dirs.ts";
import { requireBaseDir } from "../boards/require_base_dir.ts";
import { UsageError } from "../errors.ts";
import { print } from "../output/print.ts";
import { printJson } from "../output/print_json.ts";
import { terminalText } from "../text/terminal_text.ts";

/** Options of `kobo edit`: what is to be changed. An empty text removes one. */
export interface EditOptions {
  /** Shown instead of the run's name. */
  title?: string;
  /** In place of all notes. */
  notes?: string;
  group?: string;
  /** Tags to add. */
  tag?: readonly string[];
  /** Tags to remove. */
  untag?: readonly string[];
  /** Whether lists leave the runs out. */
  hide?: boolean;
  /** Whether to print JSON. */
  json?: boolean;
}

/** `kobo edit` */
export async function edit(
  baseDir: string,
  boards: readonly string[],
  { json, tag, untag, hide, ...texts }: EditOptions,
): Promise<void> {
  const patch: AnnotationsPatch = { ...texts, addTags: tag, removeTags: untag, hidden: hide };
  if (Object.values(patch).every((value) => value === undefined)) {
    throw new UsageError(
      "Cannot edit: expected at least one of --title, --notes, --group, --tag, --untag, --hide, " +
        "--no-hide",
    );
  }
  await requireBaseDir(baseDir);
  const found = (await findBoardDirs(baseDir, boards)).map((boardDir) => ({
    id: basename(boardDir),
    labels: labelsOf(inspectFolder(boardDir).metadata),
  }));
  const edited = new AnnotationsFile(new OwnFolder(baseDir)).updateAll(found, patch)
    .map((annotations, index) => ({ id: found[index]?.id ?? "", annotations }));
  if (json) {
    return printJson(edited.map(({ id, annotations }) => ({
      board_id: id,
      title: null,
      group: null,
      notes: null,
      ...annotations,
    })));
  }
  for (const { id, annotations } of edited) {
    print(`${terminalText(id)}  ${annotationsText(annotations)}\n`);
  }
}
