import { linkSync, promises } from "node:fs";

/** As {@linkcode linkLater}, at once. */
export function linkFile(path: string, newName: string): boolean {
  try {
    linkSync(path, newName);
    return true;
  } catch {
    return false;
  }
}

/**
 * Gives a file a second name, without holding up the thread. It is one file then, whichever name it
 * is changed by.
 *
 * @returns Whether it has the name; not every file system, and not every system's rules, allow it.
 */
export async function linkLater(path: string, newName: string): Promise<boolean> {
  try {
    await promises.link(path, newName);
    return true;
  } catch {
    return false;
  }
}
