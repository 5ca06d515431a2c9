import { type BoardReader, openBoard } from "../../../reader/mod.ts";
import type { BoardFolders } from "./board_folders.ts";
import { Limiter } from "../http/limiter.ts";

/** Fifty boards are drawn over each other; an open one costs about 4 MB and no lock. */
const MAX_OPEN = 64;
const IDLE_MS = 60_000;
const MAX_PARALLEL = 3;
const MAX_WAITING = 1000;

interface Entry {
  /** One query at a time. */
  turn: Limiter;
  /** What tells the folder that is open from another of the same name. */
  folder?: string;
  reader?: BoardReader;
  idle?: ReturnType<typeof setTimeout>;
}

/**
 * Readers of boards: opened when they are first asked, kept for a while, one
 * query at a time for each, and few at a time for all.
 */
export class ReaderPool {
  readonly #folders: BoardFolders;
  /** The one that was used last is at the end. */
  readonly #entries = new Map<string, Entry>();
  readonly #all = new Limiter(MAX_PARALLEL, MAX_WAITING);

  /** Readers of the boards of a folder. */
  constructor(folders: BoardFolders) {
    this.#folders = folders;
  }

  /**
   * Runs a task with the reader of a board.
   *
   * @throws {RequestError} `not_found`, `busy`, `cancelled`, or `failed` where
   * the board is not safe to be read.
   */
  use<T>(
    id: string,
    task: (reader: BoardReader) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const entry = this.#entries.get(id) ?? { turn: new Limiter(1, MAX_WAITING) };
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    return entry.turn.run(() =>
      this.#all.run(async () => {
        clearTimeout(entry.idle);
        try {
          return await task(await this.#open(id, entry));
        } finally {
          this.#scheduleClose(id, entry);
          this.#closeOldest();
        }
      }, signal), signal);
  }

  /** Lets go of a board's files, when what runs has ended. */
  async drop(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    await entry?.turn.run(() => this.#close(id, entry));
  }

  /** Lets go of all. */
  async close(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((id) => this.drop(id)));
  }

  async #open(id: string, entry: Entry): Promise<BoardReader> {
    const dir = this.#folders.findSafe(id);
    const { dev, ino } = Deno.statSync(dir);
    const folder = `${dev}:${ino}`;
    if (entry.reader !== undefined && entry.folder === folder) return entry.reader;
    await entry.reader?.close();
    entry.reader = undefined;
    entry.reader = await openBoard(dir);
    entry.folder = folder;
    return entry.reader;
  }

  #scheduleClose(id: string, entry: Entry): void {
    clearTimeout(entry.idle);
    entry.idle = setTimeout(() => {
      this.#closeIdle(id, entry);
    }, IDLE_MS);
    Deno.unrefTimer(entry.idle as unknown as number);
  }

  #closeOldest(): void {
    const open = [...this.#entries].filter(([, { reader }]) => reader !== undefined);
    for (const [id, entry] of open.slice(0, Math.max(0, open.length - MAX_OPEN))) {
      this.#closeIdle(id, entry);
    }
  }

  #closeIdle(id: string, entry: Entry): void {
    if (entry.turn.size > 0) return;
    // Files that cannot be let go of are nobody's request.
    entry.turn.run(() => this.#close(id, entry)).catch(() => {});
  }

  async #close(id: string, entry: Entry): Promise<void> {
    clearTimeout(entry.idle);
    const { reader } = entry;
    entry.reader = undefined;
    if (entry.turn.size <= 1 && this.#entries.get(id) === entry) this.#entries.delete(id);
    await reader?.close();
  }
}
