import type { BoardMirror } from "../stores/remote/board_mirror.ts";
import type { StoreCallOptions } from "../stores/store.ts";
import { isStoreError } from "../stores/store_error.ts";
import { messageOf } from "../system/message_of.ts";
import { isAnnotationsAlone } from "./annotations/annotations_alone.ts";
import { rewriteAnnotations, syncAnnotations } from "./annotations/sync_annotations.ts";

/** The boards of a mirror for who shows and annotates them: what is said of them here goes there, too. */
export class AnnotatedBoards {
  readonly #mirror: BoardMirror;
  /** A team's server takes no notes by a sync. */
  readonly #isOfServer: boolean;
  #isWritten = false;
  #problem?: string;

  /** Reads nothing yet. */
  constructor(mirror: BoardMirror) {
    this.#mirror = mirror;
    this.#isOfServer = isOfServer(mirror.address);
    if (!this.#isOfServer) return;
    this.#problem = "Titles, groups, tags and notes of these boards are given on the server " +
      `itself, at ${mirror.address}`;
  }

  /**
   * Why titles, groups, tags and notes cannot be given here, as they would reach nobody; `undefined`
   * where they can, as far as is known.
   */
  get annotationProblem(): string | undefined {
    return this.#problem;
  }

  /** As {@linkcode annotationProblem}, found out by writing what the store has of them once more. */
  async findAnnotationProblem(): Promise<string | undefined> {
    if (this.#problem !== undefined || this.#isWritten) return this.#problem;
    try {
      await rewriteAnnotations(this.#mirror.store, {});
      this.#isWritten = true;
    } catch (error) {
      if (isStoreError(error, "denied")) this.#problem = this.#refused(error);
      // What fails for a moment only is sent later.
    }
    return this.#problem;
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
    const isReadOnly = this.#problem !== undefined;
    try {
      await syncAnnotations(store, baseDir, ids, { ...options, isReadOnly });
    } catch (error) {
      if (isAnnotationsAlone(error)) {
        if (!this.#isOfServer) this.#problem = this.#refused(error);
      } else throw error;
    }
  }

  #refused(error: unknown): string {
    return "Titles, groups, tags and notes of these boards cannot be given here: they would not " +
      `come to ${this.address}: ${messageOf(error)}`;
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
