import { join } from "@std/path";
import { linkInfoIfThere } from "../../../system/file_info.ts";
import type { BoardFolders } from "./board_folders.ts";
import { FolderWatch } from "./folder_watch.ts";

/** Of boards that are due, so many are looked at in one go, and more in so many milliseconds. */
const MIN_DUE = 200;
const MAX_DUE_MS = 100;
/** And fewer where they take so long, as metadata of megabytes do: requests come in between. */
const MAX_GO_MS = 500;
/** Whatever the system says, so many boards' folders are looked at in one go, by turns. */
const FOLDERS_PER_GO = 250;
/** And so many boards' files, which may have changed without their folder. */
const BOARDS_PER_GO = 10;

/**
 * Says which boards are to be looked at: what did not change is not looked at again.
 *
 * 1. The names in the folder of all boards, where the time of that folder has changed.
 * 2. The boards that are new, and those of which the system says that they may have changed.
 * 3. By turns, as the system may say nothing or too little (network shares): the time of 250
 *    boards' folders, which changes where a run resumes or ends, and all files of ten boards.
 *
 * New boards may be too many for one go: it {@linkcode isBehind} then.
 */
export class DueBoards {
  readonly #folders: BoardFolders;
  readonly #watch: FolderWatch;
  readonly #due = new Set<string>();
  /** What the folder of each name said when it was last looked at. */
  readonly #seen = new Map<string, string>();
  #names: readonly string[] = [];
  #version?: string;
  #folderTurn = 0;
  #boardTurn = 0;

  /** Of the boards in a folder, of which none was looked at. */
  constructor(folders: BoardFolders) {
    this.#folders = folders;
    this.#watch = new FolderWatch(folders.baseDir);
  }

  /** Whether more boards are due than one go has looked at. */
  get isBehind(): boolean {
    return this.#due.size > 0;
  }

  /** The names that have gone since the last call. To be called before {@linkcode next}. */
  gone(): string[] {
    const listed = this.#folders.names(this.#version);
    if (listed === undefined) return [];
    this.#version = listed.version;
    this.#names = listed.names;
    const names = new Set(listed.names);
    // The newest first, where names begin with a time, as they do unless the script says otherwise.
    for (const name of listed.names.toReversed()) if (!this.#seen.has(name)) this.#due.add(name);
    const gone = [...this.#seen.keys()].filter((name) => !names.has(name));
    for (const name of [...gone, ...this.#due]) {
      if (names.has(name)) continue;
      this.#seen.delete(name);
      this.#due.delete(name);
    }
    return gone;
  }

  /** The names to look at now, each once. */
  *next(): Generator<string> {
    for (const id of this.#watch.take() ?? this.#names) if (this.#seen.has(id)) this.#due.add(id);
    const { length } = this.#names;
    for (let count = Math.min(FOLDERS_PER_GO, length); count > 0; count--) {
      const id = this.#names[this.#folderTurn++ % length] ?? "";
      if (this.#seen.has(id) && this.#seen.get(id) !== this.#versionOf(id)) this.#due.add(id);
    }
    const turn = new Set<string>();
    for (let count = Math.min(BOARDS_PER_GO, length); count > 0; count--) {
      const id = this.#names[this.#boardTurn++ % length] ?? "";
      if (this.#seen.has(id)) turn.add(id);
    }
    const start = performance.now();
    let count = 0;
    for (const id of this.#due) {
      const maxMs = ++count > MIN_DUE ? MAX_DUE_MS : MAX_GO_MS;
      if (performance.now() - start > maxMs) break;
      turn.delete(id);
      yield this.#look(id);
    }
    for (const id of turn) yield this.#look(id);
    if (!this.isBehind) this.#watch.watch(this.#names);
  }

  /** Watches nothing any more. */
  close(): void {
    this.#watch.close();
  }

  /** Noted before it is looked at: what changes meanwhile is then looked at again. */
  #look(id: string): string {
    this.#due.delete(id);
    this.#seen.set(id, this.#versionOf(id));
    return id;
  }

  #versionOf(id: string): string {
    try {
      return linkInfoIfThere(join(this.#folders.baseDir, id))?.version ?? "";
    } catch {
      return "";
    }
  }
}
