import type { BoardStatus, Metadata } from "../../format/metadata.ts";
import { BoardReadError } from "../shared/errors.ts";
import { type BoardFolder, inspectFolder, statusOf } from "./board_folder.ts";
import { foreignBackendReason } from "./foreign_backend.ts";
import { type FilesFormat, filesFormatIn, formatOfBackend } from "../../format/files_format.ts";

/**
 * What a board's folder tells of the board, as of the last refresh. A folder
 * without usable metadata is a board too where it has files.
 */
export class BoardState {
  /** The board's folder, absolute, or its address. */
  readonly boardDir: string;
  /** The format of the board's files; `undefined` where the reader does not know it. */
  readonly format?: FilesFormat;
  /** A folder on a server is inspected once, when it is found. */
  readonly #remote?: BoardFolder;
  #metadata!: Metadata;
  #status!: BoardStatus;
  #live!: boolean;
  #problems: readonly string[] = [];

  /** @throws {BoardReadError} As {@linkcode refresh}. */
  constructor(boardDir: string, remote?: BoardFolder) {
    this.boardDir = boardDir;
    this.#remote = remote;
    this.refresh();
    this.format = formatOfBackend(this.#metadata.backend) ?? filesFormatIn(boardDir);
  }

  /** The content of `metadata.json`. */
  get metadata(): Metadata {
    return this.#metadata;
  }

  /** The status of the run. */
  get status(): BoardStatus {
    return this.#status;
  }

  /** Whether a process writes the board. */
  get live(): boolean {
    return this.#live;
  }

  /** The problems with the metadata. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /**
   * Inspects the folder again.
   *
   * @throws {BoardReadError} Where it is no board, or one of a later version of this package.
   */
  refresh(): void {
    const folder = this.#remote ?? inspectFolder(this.boardDir);
    const [problem] = folder.problems;
    if (folder.isNewer) throw new BoardReadError(problem);
    const { metadata } = folder;
    if (metadata === null) throw new BoardReadError(problem);
    this.#metadata = metadata;
    this.#live = folder.live;
    this.#status = statusOf({ ...folder, metadata }) as BoardStatus; // It has metadata.
    this.#problems = folder.problems;
  }

  /** @throws {BoardReadError} Where the reader cannot read the rows. */
  checkFormat(): void {
    if (this.format !== undefined) return;
    const reason = foreignBackendReason(this.#metadata);
    throw new BoardReadError(`Cannot read the rows of ${this.boardDir}: ${reason}`);
  }
}
