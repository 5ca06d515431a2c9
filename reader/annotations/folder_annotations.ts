import { basename, dirname } from "@std/path";
import type { Metadata } from "../../format/metadata.ts";
import { labelsOf } from "../../format/run_labels.ts";
import { isRemoteAddress } from "../shared/remote_address.ts";
import { OwnFolder } from "../summaries/own_folder.ts";
import { annotationsOf } from "./annotation_edits.ts";
import { AnnotationsFile } from "./annotations_file.ts";
import type { BoardLabels } from "./board_labels.ts";

/** What is said of boards, for a reader of them: by their scripts, and by people beside them. */
export class FolderAnnotations {
  /** By the folder that the boards are in. */
  readonly #files = new Map<string, AnnotationsFile>();

  /** Sees what people have changed since. */
  refresh(): void {
    for (const file of this.#files.values()) file.refresh();
  }

  /** What is said of a board. Never throws: a file that cannot be read says nothing. */
  of(boardDir: string, metadata: Metadata | null): BoardLabels {
    const labels = labelsOf(metadata);
    const { title = null, group = null, notes = null, tags, hidden } = isRemoteAddress(boardDir)
      ? annotationsOf(labels)
      : this.#fileIn(dirname(boardDir)).get(basename(boardDir), labels);
    const { rank, world_size: worldSize } = labels;
    return { title, group, rank, worldSize, tags, notes, hidden };
  }

  #fileIn(baseDir: string): AnnotationsFile {
    const known = this.#files.get(baseDir);
    if (known !== undefined) return known;
    const file = new AnnotationsFile(new OwnFolder(baseDir));
    file.refresh();
    this.#files.set(baseDir, file);
    return file;
  }
}
