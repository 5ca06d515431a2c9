/** Where the boards of a command are, as `--dir` says. */
export interface BoardsPlace {
  /** A folder, or an address from which boards can be read. */
  baseDir: () => string;
  /**
   * A folder: of commands that write, or read all files.
   *
   * @param dir Is taken instead of `--dir`.
   * @throws {UsageError} For an address.
   */
  folder: (dir?: string) => string;
}
