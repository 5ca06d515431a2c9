import { fromFileUrl, resolve } from "@std/path";

/**
 * A folder of this machine, absolute: a path, or the text of a file URL, as `import.meta.resolve()`
 * gives it.
 *
 * @throws {TypeError} Where a file URL has no path here.
 */
export function localFolder(folder: string): string {
  return resolve(/^file:\/\//i.test(folder) ? fromFileUrl(folder) : folder);
}
