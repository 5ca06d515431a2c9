/** A board's files changed while they were opened or read: the next attempt will succeed. */
export class FilesChangedError extends Error {
  /** Always `"FilesChangedError"`. */
  override readonly name = "FilesChangedError";
}
