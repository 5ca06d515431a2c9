import { dirname, join, resolve } from "@std/path";
import { LockableFile } from "../../system/deno.ts";
import { entriesIn } from "../../system/entries_in.ts";
import { isNotFound } from "../../system/error_code.ts";
import { infoIfThere, infoOf } from "../../system/file_info.ts";
import { makeDirs } from "../../system/make_dir.ts";
import { readTextIfThere } from "../../system/read_text.ts";
import { removeFile, removeTreeIfThere } from "../../system/remove.ts";
import { rename } from "../../system/rename.ts";
import { replaceFile } from "../../system/replace_file.ts";
import { syncFile } from "../../system/sync_file.ts";
import { type DatasetPart, datasetPartName, parseDatasetPartName } from "./dataset_part.ts";
import {
  DATASET_FORMAT,
  DATASET_MARKER,
  datasetRefusal,
  type DatasetTarget,
  otherVersion,
  parseDatasetMarker,
} from "./dataset_target.ts";
import { partitionName } from "./partition_name.ts";

/**
 * The folder of a data set, locked for one export.
 *
 * `metrics/` and `runs/` have complete files only: files that are being written
 * are in `_kobo/tmp/`, which the next export empties. `_kobo/lock` is locked by
 * the export that runs, and `_kobo/dataset.json` marks the folder as a data set.
 */
export class DatasetFolder implements DatasetTarget {
  /** The folder, absolute. */
  readonly path: string;
  readonly #lock: LockableFile;

  /**
   * Opens a data set, or begins a new one.
   *
   * @throws {Error} Where the target is something else, or another export is writing to it.
   */
  constructor(target: string) {
    this.path = resolve(target);
    checkTarget(this.path);
    makeDirs(join(this.path, "_kobo"));
    this.#lock = new LockableFile(join(this.path, "_kobo", "lock"), "create");
    try {
      if (!this.#lock.tryLock("exclusive")) {
        throw new Error(
          `Cannot export to ${this.path}: another export writes it; wait for its end`,
        );
      }
      const marker = join(this.path, "_kobo", DATASET_MARKER);
      if (readMarker(marker) === undefined) {
        replaceFile(marker, JSON.stringify(DATASET_FORMAT) + "\n");
      }
      this.#clearTemporary();
      for (const name of ["metrics", "runs", "_kobo/tmp"]) {
        makeDirs(join(this.path, name));
      }
    } catch (error) {
      this.#lock.close();
      throw error;
    }
  }

  /** The parts of a board, in the order of their steps. */
  parts(boardId: string): DatasetPart[] {
    return entriesIn(this.#partition(boardId))
      .map(({ name }) => parseDatasetPartName(name))
      .filter((part) => part !== undefined)
      .sort((a, b) => a.from - b.from || a.to - b.to);
  }

  /** The names of the boards' folders, `board_id=…`. */
  partitions(): string[] {
    return entriesIn(join(this.path, "metrics")).map(({ name }) => name);
  }

  /** The path of a file that is to be written, and then placed. */
  temporary(name: string): string {
    return join(this.path, "_kobo", "tmp", name);
  }

  /** The table `runs`, in its place. */
  // deno-lint-ignore require-await -- A target elsewhere fetches it.
  async runsFile(): Promise<string | undefined> {
    const path = join(this.path, "runs", "runs.parquet");
    return infoIfThere(path)?.isFile ? path : undefined;
  }

  /** Gives a complete file its place, durably and at once. */
  // deno-lint-ignore require-await -- As above.
  async place(temporary: string, ...names: string[]): Promise<void> {
    const path = join(this.path, ...names);
    makeDirs(dirname(path));
    // Otherwise a power cut could leave the file under its name, but empty.
    syncFile(temporary);
    rename(temporary, path);
  }

  /** Adds a part to a board. */
  async addPart(temporary: string, boardId: string, part: DatasetPart): Promise<void> {
    await this.place(temporary, "metrics", partitionName(boardId), datasetPartName(part));
  }

  /** Removes a part of a board. */
  // deno-lint-ignore require-await -- As above.
  async removePart(boardId: string, part: DatasetPart): Promise<void> {
    removeFile(join(this.#partition(boardId), datasetPartName(part)));
  }

  /** Unlocks the folder for other exports. */
  // deno-lint-ignore require-await -- As above.
  async [Symbol.asyncDispose](): Promise<void> {
    this.#clearTemporary();
    this.#lock.unlock();
    this.#lock.close();
  }

  #partition(boardId: string): string {
    return join(this.path, "metrics", partitionName(boardId));
  }

  #clearTemporary(): void {
    removeTreeIfThere(join(this.path, "_kobo", "tmp"));
  }
}

/** A missing or empty folder may become a data set; any other folder must be one. */
function checkTarget(path: string): void {
  const refuse = (received: string) => datasetRefusal(path, received);
  let isDirectory: boolean;
  try {
    ({ isDirectory } = infoOf(path));
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  if (!isDirectory) throw refuse("a file");
  const marker = readMarker(join(path, "_kobo", DATASET_MARKER));
  if (marker === undefined) {
    // An export that was killed at its beginning may have left `_kobo`.
    const other = entriesIn(path).find(({ name }) => name !== "_kobo");
    if (other) throw refuse(`a folder with other things in it, such as ${other.name}`);
  } else if (marker.format !== DATASET_FORMAT.format || marker.version !== DATASET_FORMAT.version) {
    throw refuse(otherVersion(marker));
  }
}

function readMarker(path: string): ReturnType<typeof parseDatasetMarker> | undefined {
  const text = readTextIfThere(path);
  return text === undefined ? undefined : parseDatasetMarker(text);
}
