import { filesOfBoard } from "./files_of_board.ts";

/** A live writer renames the folder of the base: a name that moves meanwhile may be missed. */
const ATTEMPTS = 3;

/**
 * Which file of a board has a name outside of it, in words; `undefined` where none has. Such a hard
 * link cannot be told from the file itself: a board that was received may have one of a file of the
 * user's, into which resuming the board would write.
 *
 * Names within the board count as its own: of large Parquet files the base of a resumed run has a
 * second name. Media and logged files are left out, since nothing writes one that is there, and so is
 * the lock, which is made anew.
 */
export function findLinkedFile(boardDir: string): string | undefined {
  let found: string | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    found = findOnce(boardDir);
    if (found === undefined) return undefined;
  }
  return found;
}

/**
 * Checks that no file of a board has a name outside of it, as {@linkcode findLinkedFile} does.
 *
 * @throws {Error} Where one has; nothing was changed.
 */
export function checkLinkedFiles(boardDir: string): void {
  const reason = findLinkedFile(boardDir);
  if (reason !== undefined) throw new Error(`Cannot open the board ${boardDir}: ${reason}`);
}

function findOnce(boardDir: string): string | undefined {
  /** The names within the board of the files that have several, by the file's identity. */
  const linked = new Map<string, { path: string; linkCount: number; names: number }>();
  for (const { path, identity, linkCount } of filesOfBoard(boardDir)) {
    if (linkCount < 2) continue;
    const file = linked.get(identity);
    if (file === undefined) linked.set(identity, { path, linkCount, names: 1 });
    else file.names++;
  }
  for (const { path, linkCount, names } of linked.values()) {
    if (names >= linkCount) continue;
    return `expected ${path} to be a file of this board alone, found a hard link: ` +
      `${linkCount - names} of its ${linkCount} names are elsewhere, and it would change under ` +
      "all of them; put a copy of the file in its place";
  }
}
