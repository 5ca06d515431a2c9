/** Thrown by a call on a board that is finished. */
export class BoardClosedError extends Error {
  /** Always `"BoardClosedError"`. */
  override readonly name = "BoardClosedError";
}

/** Thrown by `new Board` where a live Board, of this process or another, writes the same folder. */
export class BoardLockedError extends Error {
  /** Always `"BoardLockedError"`. */
  override readonly name = "BoardLockedError";
}

/**
 * Rejects `flush()` and `finish()` when rows are not in the backend's files.
 * The message says what went wrong and where the rows are.
 *
 * @example
 * ```ts
 * import { Board, BoardWriteError } from "@kohakuboard/client";
 * import { assert } from "@std/assert";
 *
 * const board = new Board({ name: "errors", backend: "memory", baseDir: Deno.makeTempDirSync() });
 * board.log({ loss: 0.5 });
 * try {
 *   await board.finish();
 * } catch (error) {
 *   assert(error instanceof BoardWriteError);
 *   for (const cause of error.causes) console.error(cause);
 * }
 * ```
 */
export class BoardWriteError extends Error {
  /** Always `"BoardWriteError"`. */
  override readonly name = "BoardWriteError";
  /** Everything that went wrong, oldest first. */
  readonly causes: Error[];

  /**
   * An error for what could not be written.
   *
   * @param message What is where.
   * @param causes Everything that went wrong, oldest first.
   */
  constructor(message: string, causes: Error[]) {
    super(message, { cause: causes[0] });
    this.causes = causes;
  }
}
