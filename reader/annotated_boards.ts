import type { BoardMirror } from "../sync/remote/board_mirror.ts";
import type { StoreCallOptions } from "../sync/stores/store.ts";
import { isStoreError } from "../sync/stores/store_error.ts";
import { syncAnnotations } from "./annotations/sync_annotations.ts";

/** The boards of a mirror for who shows and annotates them: what is said of them here goes there, too. */
export class AnnotatedBoards {
  readonly #mirror: BoardMirror;
  /** Whether the store may not be written: a team's server takes no notes by a sync. */
  #isReadOnly: boolean;

  /** Reads nothing yet. */
  constructor(mirror: BoardMirror) {
    this.#mirror = mirror;
    this.#isReadOnly = isOfServer(mirror.address);
  }

  /** Where they are. */
  get address(): string {
    return this.#mirror.address;
  }

  /** The folder in which they are read. */
  get baseDir(): string {
    return this.#mirror.baseDir;
  }

  /** Lists them, and brings what people say of them together. */
  async list(options: StoreCallOptions = {}): Promise<void> {
    const ids = await this.#mirror.list(options);
    const { store, baseDir } = this.#mirror;
    const isReadOnly = this.#isReadOnly;
    await syncAnnotations(store, baseDir, ids, { ...options, isReadOnly }).catch((error) => {
      // A server of an earlier version gives none.
      const isNone = isOfServer(store.address) && isStoreError(error, "invalid");
      if (!isNone && !isStoreError(error, "denied")) throw error;
      this.#isReadOnly = true; // Who may only read keeps notes of its own.
    });
  }

  /** Brings rows here, as `BoardMirror` does. */
  fetchRows(boardId: string): Promise<void> {
    return this.#mirror.fetchRows(boardId);
  }

  /** Brings logs here, as `BoardMirror` does. */
  fetchLogs(boardId: string): Promise<void> {
    return this.#mirror.fetchLogs(boardId);
  }

  /** Brings a medium here, as `BoardMirror` does. */
  fetchMedium(boardId: string, name: string): Promise<void> {
    return this.#mirror.fetchMedium(boardId, name);
  }

  /** Brings a logged file here, as `BoardMirror` does. */
  fetchFile(boardId: string, name: string): Promise<void> {
    return this.#mirror.fetchFile(boardId, name);
  }

  /** The logged files that are there, as `BoardMirror` says. */
  fileNames(boardId: string): readonly string[] {
    return this.#mirror.fileNames(boardId);
  }
}

function isOfServer(address: string): boolean {
  return /^https?:/.test(address);
}
