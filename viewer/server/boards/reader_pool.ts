import { type BoardReader, openBoard, type OpenOptions } from "../../../reader/mod.ts";
import { BoardVisitor } from "../../../reader/board_visitor.ts";
import { infoOf } from "../../../system/file_info.ts";
import { startTimeout, type Timer } from "../../../system/timer.ts";
import { Limiter } from "../http/limiter.ts";
import { RequestError } from "../http/request_error.ts";
import type { BoardTasks, ReadTask } from "../readers/board_tasks.ts";
import { runReadTask } from "../readers/run_read_task.ts";
import type { BoardFolders } from "./board_folders.ts";

/** A chart shows up to fifty boards. An open board takes about 4 MB and no lock. */
const MAX_OPEN = 64;
const MAX_IDLE_MS = 60_000;
const MAX_PARALLEL = 3;
const MAX_WAITING = 1000;

interface Entry {
  /** One query at a time. */
  turn: Limiter;
  /** Device and inode of the open folder: another of the same name may replace it. */
  folder?: string;
  reader?: BoardReader;
  idle?: Timer;
}

/**
 * Readers of boards, in this process. A board is opened for the first query and stays open for a
 * while. Each board runs one query at a time, and all together run three.
 */
export class ReaderPool implements BoardTasks {
  readonly #folders: BoardFolders;
  readonly #options: OpenOptions;
  readonly #visitor: BoardVisitor;
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry>();
  readonly #all = new Limiter(MAX_PARALLEL, MAX_WAITING);
  #isClosed = false;

  /** A pool for the boards of a folder, of which none is open. */
  constructor(folders: BoardFolders, options: OpenOptions = {}) {
    this.#folders = folders;
    this.#options = options;
    this.#visitor = new BoardVisitor(folders.baseDir, options);
  }

  /**
   * Reads something of a board, as {@linkcode BoardTasks} says.
   *
   * @param filesProblem Why the files of a run that was cut off are left out, if they are.
   */
  run(
    id: string,
    task: ReadTask,
    signal?: AbortSignal,
    filesProblem?: string,
  ): Promise<Uint8Array<ArrayBuffer>> {
    // Most boards of a list are looked at once, and then no more.
    const isVisit = task.kind === "details" && task.isAsked !== true || filesProblem !== undefined;
    const read = (reader: BoardReader) => runReadTask(reader, task, signal);
    return this.use(id, read, signal, { isVisit, filesProblem });
  }

  /**
   * Runs a task with the reader of a board.
   *
   * @param isVisit Whether a board that is not open is left closed after it.
   * @param filesProblem Of a visit: why files are left out, if they are.
   * @throws {RequestError} `not_found`, `busy`, `cancelled`, or `failed` if the
   * board is not safe to read.
   */
  use<T>(
    id: string,
    task: (reader: BoardReader) => Promise<T>,
    signal?: AbortSignal,
    { isVisit = false, filesProblem }: { isVisit?: boolean; filesProblem?: string } = {},
  ): Promise<T> {
    const entry = this.#entries.get(id) ?? { turn: new Limiter(1, MAX_WAITING) };
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    return entry.turn.run(() =>
      this.#all.run(async () => {
        if (this.#isClosed) throw new RequestError("cancelled", "The request was cancelled");
        entry.idle?.stop();
        if (isVisit && entry.reader === undefined) {
          try {
            return await this.#visitor.visit(this.#folders.findSafe(id), task, filesProblem);
          } finally {
            if (entry.turn.size <= 1) this.#entries.delete(id);
          }
        }
        try {
          return await task(await this.#open(id, entry));
        } finally {
          this.#scheduleClose(id, entry);
          this.#closeOldest();
        }
      }, signal), signal);
  }

  /** Closes a board's files once its running tasks have ended. */
  async drop(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    await entry?.turn.run(() => this.#close(id, entry));
  }

  /** Closes all boards. What waits is dropped, what runs is not. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#entries.keys()].map((id) => this.drop(id)));
    await this.#visitor.close();
  }

  async #open(id: string, entry: Entry): Promise<BoardReader> {
    const dir = this.#folders.findSafe(id);
    const folder = infoOf(dir).identity;
    if (entry.reader !== undefined && entry.folder === folder) return entry.reader;
    await entry.reader?.close();
    entry.reader = undefined;
    entry.reader = await openBoard(dir, this.#options);
    entry.folder = folder;
    return entry.reader;
  }

  #scheduleClose(id: string, entry: Entry): void {
    entry.idle?.stop();
    entry.idle = startTimeout(() => this.#closeIdle(id, entry), MAX_IDLE_MS);
  }

  #closeOldest(): void {
    const open = [...this.#entries].filter(([, { reader }]) => reader !== undefined);
    for (const [id, entry] of open.slice(0, Math.max(0, open.length - MAX_OPEN))) {
      this.#closeIdle(id, entry);
    }
  }

  #closeIdle(id: string, entry: Entry): void {
    if (entry.turn.size > 0) return;
    // An error while closing concerns no request.
    entry.turn.run(() => this.#close(id, entry)).catch(() => {});
  }

  async #close(id: string, entry: Entry): Promise<void> {
    entry.idle?.stop();
    const { reader } = entry;
    entry.reader = undefined;
    if (entry.turn.size <= 1 && this.#entries.get(id) === entry) this.#entries.delete(id);
    await reader?.close();
  }
}
