import { type FileInfo, linkInfoIfThere } from "./file_info.ts";
import { system } from "./platform.ts";

/**
 * What has a file's name is a link, a pipe, a device or a folder. Boards come from strangers: a
 * link would lead out of them, and a pipe would never end.
 */
export class IrregularFileError extends Error {
  /** Always `"IrregularFileError"`. */
  override readonly name = "IrregularFileError";
  /** As the system's own errors have one. */
  readonly code = "EIRREGULAR";

  /** @param path What was to be opened. @param found What it is. */
  constructor(path: string, found: Pick<FileInfo, "isSymlink" | "isDirectory">) {
    const kind = found.isSymlink
      ? "a link"
      : found.isDirectory
      ? "a folder"
      : "neither file nor folder";
    super(`Cannot open ${path}: expected a regular file, found ${kind}`);
  }
}

/**
 * What has a file's name has other names too (hard links): where it is written in place, it changes
 * under all of them, wherever they are.
 */
export class LinkedFileError extends Error {
  /** Always `"LinkedFileError"`. */
  override readonly name = "LinkedFileError";
  /** As the system's own errors have one. */
  readonly code = "EMLINK";

  /** @param path What was to be written. @param found How many names it has. */
  constructor(path: string, { linkCount }: Pick<FileInfo, "linkCount">) {
    super(
      `Cannot write ${path}: expected a file of this name alone, found one of ${linkCount} names ` +
        "(hard links), which would change under all of them; put a copy in its place",
    );
  }
}

/**
 * Checks that a path is a regular file, or nothing, for those who open it by other means than
 * `OpenFile`.
 *
 * @throws {IrregularFileError} Where it is something else.
 */
export function checkRegularFile(path: string): void {
  const info = linkInfoIfThere(path);
  if (info !== undefined && !info.isFile) throw new IrregularFileError(path, info);
}

/**
 * As {@linkcode checkRegularFile}, where the system cannot be told to follow no link as it opens a
 * file: on Windows.
 *
 * @param on The system that the file is on.
 */
export function checkIfUnguarded(path: string, on: string = system): void {
  if (on === "windows") checkRegularFile(path);
}
