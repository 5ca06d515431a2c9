import { basename, dirname } from "@std/path";
import { namesIn } from "../system/entries_in.ts";

/**
 * Checks that a folder that is there has the very name by which it was found. File systems of
 * Windows and macOS take upper and lower case for the same: a board "Run" would be continued by a
 * script that means to begin "run".
 *
 * @param listNames Lists the names in a folder.
 * @throws {Error} Where the folder has another name, and names it.
 */
export function checkSpelling(
  boardDir: string,
  listNames: (dir: string) => readonly string[] = namesIn,
): void {
  const id = basename(boardDir);
  const found = findOtherSpelling(id, namesOrNone(listNames, dirname(boardDir)));
  if (found === undefined) return;
  throw new Error(
    `Cannot create the board ${boardDir}: this file system makes no difference between its name ` +
      `and that of the board ${JSON.stringify(found)}; pass boardId: ${JSON.stringify(found)} to ` +
      `resume that one, or choose an id that differs in more than upper and lower case`,
  );
}

/** The name in a folder that only differs in case; `undefined` where the name itself is there. */
function findOtherSpelling(id: string, names: readonly string[]): string | undefined {
  const wanted = id.normalize();
  // macOS may list a name with its accents apart, which is no other name.
  if (names.some((name) => name.normalize() === wanted)) return undefined;
  return names.find((name) => fold(name) === fold(id));
}

function fold(name: string): string {
  return name.normalize().toUpperCase().toLowerCase();
}

/** A folder may let its files be opened, and not be listed. */
function namesOrNone(listNames: (dir: string) => readonly string[], dir: string) {
  try {
    return listNames(dir);
  } catch {
    return [];
  }
}
