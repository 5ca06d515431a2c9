import { join } from "@std/path";
import { type KeptRows, keptRowsOf, REWOUND_DIR } from "../../format/kept_rows.ts";
import { FILES_INDEX } from "../../format/stored_files.ts";
import { exists } from "../../system/exists.ts";
import { namesIn } from "../../system/entries_in.ts";
import { removeEmptyDir, removeFileIfThere, removeTreeIfThere } from "../../system/remove.ts";
import { FileIndex } from "../../writer/files/file_index.ts";
import { filesOfKeptRows } from "../../writer/files/files_of_kept_rows.ts";
import { lockToRewind } from "./lock_to_rewind.ts";

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
    for (const { path } of kept) removeTreeIfThere(path);
    removeFiles(boardDir, needed);
    const rewound = join(boardDir, REWOUND_DIR);
    if (kept.length > 0 && namesIn(rewound).length === 0) removeEmptyDir(rewound);
  } finally {
    lock.release();
  }
}

/** Only where the index says what the board's own rows need. */
function removeFiles(boardDir: string, filenames: ReadonlySet<string>): void {
  const dir = join(boardDir, "files");
  if (!exists(join(dir, FILES_INDEX))) return;
  const others = keptRowsOf(boardDir).map(({ path }) => path);
  const needed = new FileIndex(dir).filenames.union(filesOfKeptRows(others));
  for (const name of filenames.difference(needed)) removeFileIfThere(join(dir, name));
}
