import { dirname, join, resolve } from "@std/path";
import { entriesIn } from "../../../system/entries_in.ts";
import { replaceFile } from "../../../system/replace_file.ts";
import { type DatasetPart, datasetPartName, parseDatasetPartName } from "./dataset_part.ts";
import { partitionName } from "./partition_name.ts";

const MARKER = "dataset.json";
const FORMAT = { format: "kohakuboard data set", version: 1 };

/**
 * The folder of a data set, held for one export.
 *
 * `metrics/` and `runs/` hold complete files only: what is being written is in
 * `_kobo/tmp/`, which the next export empties.
 */
export class DatasetFolder implements Disposable {
  /** The folder, absolute. */
  readonly path: string;
  readonly #lock: Deno.FsFile;

  /**
   * Opens a data set, or begins one.
   *
   * @throws {Error} Where the target is something else, or another export writes it.
   */
  constructor(target: string) {
    this.path = resolve(target);
    checkTarget(this.path);
    Deno.mkdirSync(join(this.path, "_kobo"), { recursive: true });
    this.#lock = Deno.openSync(join(this.path, "_kobo", "lock"), { create: true, write: true });
    try {
      if (!this.#lock.tryLockSync(true)) {
        throw new Error(
          `Cannot export to ${this.path}: another export writes it; wait for its end`,
        );
      }
      const marker = join(this.path, "_kobo", MARKER);
      if (readMarker(marker) === undefined) replaceFile(marker, JSON.stringify(FORMAT) + "\n");
      this.#clearTemporary();
      for (const name of ["metrics", "runs", "_kobo/tmp"]) {
        Deno.mkdirSync(join(this.path, name), { recursive: true });
      }
    } catch (error) {
      this.#lock.close();
      throw error;
    }
  }

  /** The parts of a board, by their steps. */
  parts(boardId: string): DatasetPart[] {
    return entriesIn(this.#partition(boardId))
      .map(({ name }) => parseDatasetPartName(name))
      .filter((part) => part !== undefined)
      .sort((a, b) => a.from - b.from || a.to - b.to);
  }

  /** The ids, as folder names, of which there are values. */
  partitions(): string[] {
    return entriesIn(join(this.path, "metrics")).map(({ name }) => name);
  }

  /** A file to write. */
  temporary(name: string): string {
    return join(this.path, "_kobo", "tmp", name);
  }

  /** Puts a file in its place, complete, at once. */
  place(temporary: string, ...names: string[]): void {
    const path = join(this.path, ...names);
    Deno.mkdirSync(dirname(path), { recursive: true });
    syncFile(temporary);
    Deno.renameSync(temporary, path);
  }

  /** Adds a part to a board. */
  addPart(temporary: string, boardId: string, part: DatasetPart): void {
    this.place(temporary, "metrics", partitionName(boardId), datasetPartName(part));
  }

  /** Removes a part of a board. */
  removePart(boardId: string, part: DatasetPart): void {
    Deno.removeSync(join(this.#partition(boardId), datasetPartName(part)));
  }

  /** Lets others export to it. */
  [Symbol.dispose](): void {
    this.#clearTemporary();
    // A process that is just being started has a copy of the file for a moment: to close ours
    // would leave the lock with it.
    this.#lock.unlockSync();
    this.#lock.close();
  }

  #partition(boardId: string): string {
    return join(this.path, "metrics", partitionName(boardId));
  }

  #clearTemporary(): void {
    try {
      Deno.removeSync(join(this.path, "_kobo", "tmp"), { recursive: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

/** A missing or empty folder may become a data set; one without the marker was none. */
function checkTarget(path: string): void {
  const refuse = (received: string) =>
    new Error(
      `Cannot export to ${path}: expected a data set of an earlier export, an empty folder or ` +
        `none, received ${received}`,
    );
  let stat: Deno.FileInfo;
  try {
    stat = Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  if (!stat.isDirectory) throw refuse("a file");
  const marker = readMarker(join(path, "_kobo", MARKER));
  if (marker === undefined) {
    // An export that was killed as it began may have left its own folder.
    const other = entriesIn(path).find(({ name }) => name !== "_kobo");
    if (other) throw refuse(`a folder with other things in it, such as ${other.name}`);
  } else if (marker.format !== FORMAT.format || marker.version !== FORMAT.version) {
    throw refuse(`one that another version has written: ${JSON.stringify(marker)}`);
  }
}

function readMarker(path: string): Partial<typeof FORMAT> | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** Else a power cut may leave a file of the right name with nothing in it. */
function syncFile(path: string): void {
  using file = Deno.openSync(path, { read: true, write: true });
  file.syncDataSync();
}
