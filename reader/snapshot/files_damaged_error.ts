/** A board's files are not as they were written: the message names them. */
export class FilesDamagedError extends Error {
  /** Always `"FilesDamagedError"`. */
  override readonly name = "FilesDamagedError";
}
