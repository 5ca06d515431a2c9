import { join } from "@std/path";
import { keptFiles } from "../../format/kept_files.ts";
import { hashInFileName, isStoredFile } from "../../format/stored_files.ts";
import { rewindsOf } from "../../format/rewinds.ts";
import { entriesIn } from "../../system/entries_in.ts";
import { openBoard } from "../open_board.ts";
import { checkHashedFile } from "./check_hashed_file.ts";
import type { Verification } from "./verification.ts";

/** What a content's file should be. */
interface Expected {
  /** The SHA-256 of its content in hex, or the start of it. */
  hash: string;
  /** Its size in bytes, where a row says it. */
  size?: number;
}

/**
 * Compares the files in a board's folder `files` with the hashes in their rows and names. What the
 * option `keep` has let go may be missing.
 */
export async function verifyFiles(verification: Verification): Promise<void> {
  const folder = join(verification.boardDir, "files");
  const there = entriesIn(folder).map(({ name }) => name).filter(isStoredFile);
  const expected = new Map<string, Expected>(
    there.map((name) => [name, { hash: hashInFileName(name)! }]), // Only such were taken.
  );
  if (!verification.foundDamage) {
    for (const [name, file] of await readRows(verification.boardDir)) expected.set(name, file);
  }
  for (const [name, { hash, size }] of expected) {
    const path = join(folder, name);
    const reason = await checkHashedFile(path, hash, size, verification);
    if (reason !== undefined) verification.addDamage({ path: `files/${name}`, reason });
  }
}

/** What the rows of `files` say of the contents that stay. */
async function readRows(boardDir: string): Promise<Map<string, Expected>> {
  try {
    await using reader = await openBoard(boardDir);
    const { rows } = await reader.sql(
      "SELECT step, name, filename, keep, sha256, size_bytes FROM files ORDER BY number",
    );
    const files = rows.map(([step, name, filename, keep, hash, size]) => ({
      step: step === null ? null : Number(step),
      name: String(name),
      filename: String(filename),
      keep: keep === null ? null : Number(keep),
      expected: { hash: String(hash), size: Number(size) },
    })).filter(({ filename }) => isStoredFile(filename)); // Whoever made the board may have written any.
    const kept = keptFiles(files);
    // Rows that were rewound, or that a fork has not, may have let go what earlier ones say stays.
    const { metadata } = reader;
    const cuts = [metadata.forked_from?.step, ...rewindsOf(metadata).map(({ step }) => step)];
    const lastCut = Math.max(-1, ...cuts.map((step) => Number(step ?? -1)));
    const isOwn = ({ step }: { step: number | null }) => (step ?? -1) > lastCut || lastCut === -1;
    return new Map(
      files.filter((file) => kept.has(file.filename) && isOwn(file))
        .map(({ filename, expected }) => [filename, expected]),
    );
  } catch {
    return new Map(); // A run that was resumed meanwhile: its files still have their names.
  }
}
