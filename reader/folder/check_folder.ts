import { infoOf } from "../../system/file_info.ts";
import { attempt } from "../../system/attempt.ts";
import { BoardReadError } from "../shared/errors.ts";

/** @throws {BoardReadError} Where a path is not a folder. */
export function checkFolder(path: string, what: string): void {
  const info = attempt(() => infoOf(path));
  if (info === undefined) {
    throw new BoardReadError(`Cannot open ${what} ${path}: there is no such folder`);
  }
  if (!info.isDirectory) {
    throw new BoardReadError(`Cannot open ${what} ${path}: expected a folder, found a file`);
  }
}
