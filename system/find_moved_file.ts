import { readdirSync, readlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isPermitted } from "./deno.ts";
import { system } from "./platform.ts";

const OPEN_FILES = "/proc/self/fd";

/**
 * Finds a file whose folder was renamed or moved: on Linux wherever it is, as long as this process
 * has the file open; elsewhere beside the folder's old place.
 *
 * @param path Where it was.
 * @param isIt Whether it is the file that is at a path.
 * @returns Where it is; `undefined` where it is not found.
 */
export function findMovedFile(path: string, isIt: (path: string) => boolean): string | undefined {
  return openFiles(basename(path)).find(isIt) ?? besides(path).find(isIt);
}

/** The paths of the files of a name that this process has open. */
function openFiles(name: string): string[] {
  // Deno would ask the user for a folder of `/proc`, and refuses it with less than all rights.
  if (system !== "linux" || !isPermitted({ name: "read" })) return [];
  return namesIn(OPEN_FILES).flatMap((fd) => {
    try {
      const path = readlinkSync(join(OPEN_FILES, fd));
      return basename(path) === name ? path : [];
    } catch {
      return []; // It was closed meanwhile.
    }
  });
}

function besides(path: string): string[] {
  const parent = dirname(dirname(path));
  if (!isPermitted({ name: "read", path: parent })) return [];
  return namesIn(parent).map((name) => join(parent, name, basename(path)));
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
