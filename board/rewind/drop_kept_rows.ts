import { join } from "@std/path";
import { KEPT_FILES, type KeptRows, keptRowsOf, REWOUND_DIR } from "../../format/kept_rows.ts";
import { exists } from "../../system/exists.ts";
import { namesIn } from "../../system/entries_in.ts";
import { removeEmptyDir, removeFileIfThere, removeTreeIfThere } from "../../system/remove.ts";
import { renameDir } from "../../system/rename.ts";
import { FileIndex } from "../../writer/files/file_index.ts";
import { filesOfKeptRows } from "../../writer/files/files_of_kept_rows.ts";
import { lockToRewind } from "./lock_to_rewind.ts";

/** The end of the name of rows that are being deleted. */
const DROPPED = ".dropped";

/**
 * Deletes rows that rewinds of a board have kept aside, and the contents in `files/` that only they
 * need.
 *
 * @throws {BoardLockedError} Where a live Board writes to it.
 */
export function dropKeptRows(boardDir: string, kept: readonly KeptRows[]): void {
  const { lock } = lockToRewind(boardDir);
  try {
    const needed = filesOfKeptRows(kept.map(({ path }) => path));
    // By a name that no kept rows have: what a kill leaves of them could be brought back else.
    for (const { path } of kept) renameDir(path, path + DROPPED);
    const rewound = join(boardDir, REWOUND_DIR);
    for (const name of namesIn(rewound)) {
      if (name.endsWith(DROPPED)) removeTreeIfThere(join(rewound, name));
    }
    removeFiles(boardDir, needed);
    if (kept.length > 0 && namesIn(rewound).length === 0) removeEmptyDir(rewound);
  } finally {
    lock.release();
  }
}

/** Only where the indexes say what the board's own rows and other kept ones need. */
function removeFiles(boardDir: string, filenames: ReadonlySet<string>): void {
  const dir = join(boardDir, "files");
  const others = keptRowsOf(boardDir).map(({ path }) => path);
  const index = new FileIndex(dir);
  const isKnown = index.isWhole &&
    others.every((path) =>
      !exists(join(path, KEPT_FILES)) || new FileIndex(path, KEPT_FILES).isWhole
    );
  if (!isKnown) return;
  const needed = index.filenames.union(filesOfKeptRows(others));
  for (const name of filenames.difference(needed)) removeFileIfThere(join(dir, name));
}
