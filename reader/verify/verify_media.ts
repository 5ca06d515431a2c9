import { join } from "@std/path";
import { isOfFileManager } from "../../format/file_manager_files.ts";
import { hashInName } from "../../format/media_names.ts";
import { entriesIn } from "../../system/entries_in.ts";
import { linkInfoIfThere } from "../../system/file_info.ts";
import { openBoard } from "../open_board.ts";
import { checkHashedFile } from "./check_hashed_file.ts";
import type { Verification } from "./verification.ts";

/** What a medium's file should be. */
interface Expected {
  /** The SHA-256 of its content in hex, or the start of it. */
  hash: string;
  /** Its size in bytes, where a row says it. */
  size?: number;
}

/** Compares the files in a board's folder `media` with the hashes in their rows and names. */
export async function verifyMedia(verification: Verification): Promise<void> {
  const folder = join(verification.boardDir, "media");
  // The rows may be damaged as well; the names of the files have the start of their hashes.
  const expected = verification.foundDamage
    ? new Map<string, Expected>()
    : await readRows(verification.boardDir);
  for (const { name } of entriesIn(folder)) {
    const hash = isOfFileManager(name) ? undefined : hashInName(name);
    if (hash !== undefined && !expected.has(name)) expected.set(name, { hash });
  }
  for (const name of expected.keys()) {
    verification.expect(linkInfoIfThere(join(folder, name))?.size ?? 0);
  }
  for (const [name, { hash, size }] of expected) {
    const reason = await checkHashedFile(join(folder, name), hash, size, verification);
    if (reason !== undefined) verification.addDamage({ path: `media/${name}`, reason });
  }
}

/** What the rows of `media` say of files. */
async function readRows(boardDir: string): Promise<Map<string, Expected>> {
  const expected = new Map<string, Expected>();
  try {
    await using reader = await openBoard(boardDir);
    const { rows } = await reader.sql(
      "SELECT DISTINCT filename, media_id, size_bytes FROM media WHERE filename IS NOT NULL",
    );
    for (const [name, hash, size] of rows) {
      // Whoever made the board may have written any name.
      if (!/^(?!\.\.?$)[^/\\\0]+$/.test(String(name))) continue;
      expected.set(String(name), { hash: String(hash), size: Number(size) });
    }
  } catch {
    // A run that was resumed meanwhile: its files still have their names.
  }
  return expected;
}
