import { linkInfoIfThere } from "../../system/file_info.ts";
import { makePrivateDirs } from "../../system/make_dir.ts";
import { removeTreeIfThere } from "../../system/remove.ts";
import { rename } from "../../system/rename.ts";
import { replaceFile } from "../../system/replace_file.ts";

/**
 * Makes a folder of the cache, and those above it. What has its name and is no folder is removed: a
 * link would have us write and remove files wherever it leads to, and all of the cache can be fetched
 * again.
 *
 * @param path Its parent is ours.
 */
export function makeOwnDir(path: string): void {
  const info = linkInfoIfThere(path);
  if (info?.isDirectory) return;
  if (info !== undefined) removeTreeIfThere(path);
  makePrivateDirs(path);
}

/** Gives a file of the cache its name; a folder of that name is removed. */
export function renameInto(from: string, path: string): void {
  removeFolderAt(path);
  rename(from, path);
}

/** Writes a small file of the cache; a folder of that name is removed. */
export function replaceOwnFile(path: string, text: string): void {
  const beside = `${path}.tmp`;
  for (const name of [path, beside]) removeFolderAt(name);
  replaceFile(path, text, beside);
}

function removeFolderAt(path: string): void {
  if (linkInfoIfThere(path)?.isDirectory) removeTreeIfThere(path);
}
