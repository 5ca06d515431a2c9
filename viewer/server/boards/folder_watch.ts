import { join } from "@std/path";
import { isWindows } from "../../../system/platform.ts";
import { attempt } from "../../../system/attempt.ts";
import { realPath } from "../../../system/real_path.ts";

/** More folders would take too much of what the system has for all programs of a user. */
const MAX_WATCHED = 40_000;
/** Boards that come are watched as soon as so many more have come, or so many times more. */
const MORE_BOARDS = 100;
const MORE_FACTOR = 1.2;

/**
 * Hears from the system which boards may have changed: those whose folder, or the folder `data` in
 * it, had a file written, renamed or removed. It is a hint only, see `watchFolders`, and comes from a
 * thread of its own, `folder_watch_thread.ts`.
 */
export class FolderWatch {
  readonly #baseDir: string;
  #changed = new Set<string>();
  #hasLost = false;
  #watched = 0;
  #thread?: Worker;
  #isClosed = false;

  /** Watches nothing yet. */
  constructor(baseDir: string) {
    this.#baseDir = baseDir;
  }

  /** The boards that may have changed since the last call; `undefined` where any may have. */
  take(): ReadonlySet<string> | undefined {
    const changed = this.#hasLost ? undefined : this.#changed;
    this.#changed = new Set();
    this.#hasLost = false;
    return changed;
  }

  /** Watches these boards from now on, if many of them are not watched yet. */
  watch(ids: readonly string[]): void {
    const enough = Math.min(this.#watched + MORE_BOARDS, this.#watched * MORE_FACTOR);
    if (this.#isClosed || ids.length <= enough) return;
    this.#watched = ids.length;
    // There, a folder that is watched cannot be renamed or removed.
    if (isWindows || 2 * ids.length > MAX_WATCHED) return;
    const root = attempt(() => realPath(this.#baseDir));
    if (root === undefined) return; // It has just gone.
    this.#thread ??= this.#startThread(root);
    this.#thread.postMessage(ids.flatMap((id) => [join(root, id), join(root, id, "data")]));
  }

  /** Watches nothing any more. */
  close(): void {
    this.#isClosed = true;
    this.#thread?.terminate();
  }

  #startThread(root: string): Worker {
    const thread = new Worker(new URL("./folder_watch_thread.ts", import.meta.url), {
      type: "module",
    });
    thread.onmessage = ({ data }: MessageEvent<readonly string[]>) => this.#note(root, data);
    thread.onerror = (event) => event.preventDefault(); // Boards are looked at by turns, too.
    return thread;
  }

  #note(root: string, paths: readonly string[]): void {
    if (paths.length === 0) this.#hasLost = true;
    for (const path of paths) {
      const [id] = path.slice(join(root, "/").length).split(/[/\\]/);
      if (id) this.#changed.add(id);
    }
  }
}
