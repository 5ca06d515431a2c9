/**
 * Verifies a board: compares each file with what the writer has kept of it.
 *
 * | file | compared with |
 * |---|---|
 * | `rewound/…/data/*` | the checksums that a rewind has kept with them |
 * | `data/*`, `logs/*` of a finished run | `file_checksums.json` (`format/board_checksums.ts`) |
 * | `file_checksums.json`, `metadata.json`, `metadata.backup.json` | the checksum in it (`format/sealed_json.ts`) |
 * | `media/*` | the hash in its row and in its name |
 * | `data/journal/*` | the checksums of its frames |
 *
 * The files of a run that is live or was cut off have no checksums yet, and those of earlier
 * versions of this package have none: they are read to their end, by which some damage is found.
 *
 * A run may be resumed meanwhile. Then what seems damaged may have changed, and the board is
 * verified anew.
 *
 * @module
 */
import { join, resolve } from "@std/path";
import { type FoundChecksums, readChecksums } from "../../format/board_checksums.ts";
import { findForeignFolder } from "../../format/board_folders.ts";
import { checkFile } from "../../format/file_check.ts";
import { filesFormatIn } from "../../format/files_format.ts";
import { isLive, isWrittenHere } from "../../format/live.ts";
import { BACKUP_FILE, METADATA_FILE, parseMetadata } from "../../format/metadata.ts";
import { keptRowsOf, REWOUND_DIR } from "../../format/kept_rows.ts";
import { isRewinding, REWINDING_DIR, rowsFolderOf } from "../../format/rows_folder.ts";
import { parsePartName } from "../../format/parquet_parts.ts";
import { isMostlyHoles } from "../../format/mostly_holes.ts";
import { isOfUpstream } from "../../format/upstream.ts";
import { entriesIn } from "../../system/entries_in.ts";
import { isSystemError } from "../../system/error_code.ts";
import { exists } from "../../system/exists.ts";
import { linkInfoIfThere } from "../../system/file_info.ts";
import { readTextIfThere } from "../../system/read_text.ts";
import { acquire } from "../../system/file_mutex.ts";
import { inspectFolder } from "../folder/board_folder.ts";
import { checkFolder } from "../folder/check_folder.ts";
import { attempt } from "../../system/attempt.ts";
import { BoardReadError } from "../shared/errors.ts";
import { checkKnownOptions } from "../shared/check_known_options.ts";
import { isRemoteAddress } from "../shared/remote_address.ts";
import type { BoardVerification, VerifyOptions } from "./board_verification.ts";
import { readThrough } from "./read_through.ts";
import { Verification } from "./verification.ts";
import { verifyFiles } from "./verify_files.ts";
import { verifyJournal } from "./verify_journal.ts";
import { verifyMedia } from "./verify_media.ts";

const CHANGED_METADATA =
  'not as it was written: damaged or edited; if it is right, set its "checksum" to null';
/** A board that is resumed and finished again and again is verified so often. */
const MAX_ATTEMPTS = 3;

/**
 * Verifies a board: reads all of its files, and compares them with the checksums that were kept
 * when its run was finished. Nothing is changed.
 *
 * Of a run that is live, or was cut off, only the journal has checksums; the result's `unchecked`
 * says so.
 *
 * @param boardDir The board's folder.
 * @throws {BoardReadError} Where it is no board of this machine, or cannot be read now.
 *
 * @example
 * ```ts
 * import { Board } from "@kohakuboard/client";
 * import { verifyBoard } from "@kohakuboard/client/reader";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const board = new Board({ name: "verified", baseDir: Deno.makeTempDirSync() });
 * for (let i = 0; i < 10; i++) board.log({ loss: 1 / (1 + i) });
 * await board.finish();
 * assert((await verifyBoard(board.boardDir)).intact);
 *
 * const path = `${board.boardDir}/data/board.duckdb`;
 * const bytes = Deno.readFileSync(path);
 * bytes[bytes.length - 1]! ^= 1;
 * Deno.writeFileSync(path, bytes);
 * const { damage } = await verifyBoard(board.boardDir);
 * assertEquals(damage.map(({ path }) => path), ["data/board.duckdb"]);
 * ```
 */
export async function verifyBoard(
  boardDir: string,
  options: VerifyOptions = {},
): Promise<BoardVerification> {
  if (isRemoteAddress(boardDir)) {
    throw new BoardReadError(`Cannot verify ${boardDir}: expected a folder of this machine`);
  }
  checkKnownOptions(`verify ${boardDir}`, options, ["signal", "onProgress"]);
  const path = resolve(boardDir);
  checkFolder(path, "the board");
  for (let attempts = 1;; attempts++) {
    try {
      const rowsDir = rowsFolderOf(path);
      const before = readChecksums(rowsDir);
      const verification = new Verification(path, options);
      await verify(verification, before);
      const isSame = rowsFolderOf(path) === rowsDir &&
        JSON.stringify(readChecksums(rowsDir)) === JSON.stringify(before);
      if (!verification.foundDamage || isSame) return verification.result;
    } catch (cause) {
      if (!isSystemError(cause)) throw cause; // A folder in it that may not be looked into, say.
      throw new BoardReadError(`Cannot verify ${path}: ${cause.message}`, { cause });
    }
    if (attempts >= MAX_ATTEMPTS) {
      throw new BoardReadError(`Cannot verify ${path}: its run is resumed again and again`);
    }
  }
}

async function verify(verification: Verification, kept: FoundChecksums): Promise<void> {
  const { boardDir } = verification;
  const reason = findForeignFolder(boardDir);
  if (reason !== undefined) return verification.addDamage({ path: ".", reason });
  const format = filesFormatIn(boardDir);
  if (format === "duckdb" && isWrittenHere(boardDir)) {
    throw new BoardReadError(`Cannot verify ${boardDir}: this process writes it`);
  }
  const known = verifyMetadata(verification, kept);
  await verifyKeptRows(verification);
  const isUnfinished = isLive(boardDir) || exists(join(boardDir, "data", "journal"));
  if (isUnfinished) {
    verification.addUnchecked(
      `its run ${isLive(boardDir) ? "is live" : "was not finished"}: only its journal has ` +
        "checksums; the other files were read to the end",
    );
    await verifyJournal(verification);
  } else if (kept.kind === "checksums") {
    const isMoved = rowsFolderOf(boardDir) !== boardDir;
    await compareFiles(verification, kept, isMoved ? `${REWINDING_DIR}/` : "");
    await verifyMedia(verification);
    await verifyFiles(verification);
    return;
  } else if (kept.kind === "damaged") {
    known.push(kept.problem);
    verification.addDamage({
      path: "file_checksums.json",
      reason: "not as it was written: the other files were read to the end instead",
    });
  } else if (isOfUpstream(boardDir)) {
    // The names of images have the hash of their pixels there, not that of the file.
    verification.addUnchecked(
      "KohakuBoard's Python client wrote it, without checksums: its data files were read to the end",
    );
    return await readThrough(verification, known);
  } else if (format !== undefined) {
    verification.addUnchecked(
      "it has no checksums, as its run was not finished, or by an earlier version of this " +
        "package: its files were read to the end",
    );
  }
  if (format !== undefined || isUnfinished) await readThrough(verification, known);
  await verifyMedia(verification);
  await verifyFiles(verification);
}

/** Verifies what rewinds have kept aside. */
async function verifyKeptRows(verification: Verification): Promise<void> {
  const { boardDir } = verification;
  for (const { name, path } of keptRowsOf(boardDir)) {
    // Of a rewind that was cut off, they are still in their place.
    if (isRewinding(boardDir) && !exists(join(path, "data"))) continue;
    const kept = readChecksums(path);
    const folder = `${REWOUND_DIR}/${name}/`;
    if (kept.kind === "checksums") {
      const files = new Map([...kept.files].filter(([file]) => file.startsWith("data/")));
      await compareFiles(verification, { ...kept, files }, folder); // The logs have gone on.
    } else if (kept.kind === "damaged") {
      verification.addDamage({
        path: `${folder}file_checksums.json`,
        reason: "not as it was written",
      });
    } else verification.addUnchecked(`its ${folder} has no checksums`);
  }
}

/** Verifies `metadata.json` and its copy. @returns What a reader says of the first. */
function verifyMetadata(verification: Verification, kept: FoundChecksums): string[] {
  const { problems, isNewer, seal, metadata } = inspectFolder(verification.boardDir);
  const [problem] = problems;
  if (isNewer) throw new BoardReadError(problem);
  verification.begin(METADATA_FILE);
  if (seal === "changed" || seal === "rewritten") addDamage(CHANGED_METADATA);
  else if (problem !== undefined) addDamage(problem);
  // A list that is there was written by a version that writes both.
  const hasNone = metadata !== null && problem === undefined && seal === "none" &&
    kept.kind === "checksums";
  if (hasNone) addDamage("without a checksum, expected one");
  verifyBackup(verification);
  return problems;

  function addDamage(reason: string): void {
    verification.addDamage({ path: METADATA_FILE, reason });
  }
}

function verifyBackup(verification: Verification): void {
  const path = join(verification.boardDir, BACKUP_FILE);
  let text: string | undefined;
  try {
    text = readTextIfThere(path);
    if (text === undefined) return;
  } catch {
    text = ""; // A link, or one that cannot be read.
  }
  verification.begin(BACKUP_FILE);
  const parsed = parseMetadata(text);
  if (parsed.kind === "metadata" && parsed.seal === "intact") return;
  verification.addDamage({ path: BACKUP_FILE, reason: "not as it was written" });
}

/**
 * Compares files with a list of checksums.
 *
 * @param folder Of the board, which the list is of; "" for the board's own.
 */
async function compareFiles(
  verification: Verification,
  { files }: FoundChecksums & { kind: "checksums" },
  folder: string,
): Promise<void> {
  const dir = join(verification.boardDir, folder);
  for (const { size } of files.values()) verification.expect(size);
  for (const [file, checksums] of files) {
    const name = folder + file;
    const path = join(dir, file);
    // Closing a DuckDB file drops the locks that a reader in this process has on it.
    const release = file.startsWith("data/")
      ? await acquire(verification.boardDir, false)
      : undefined;
    try {
      verification.begin(name);
      const info = linkInfoIfThere(path);
      const damage = info?.isFile && isMostlyHoles({ ...info, path })
        ? { reason: "not as it was written: most of it are holes, which the disk does not have" }
        : await checkFile(path, checksums, {
          mayGrow: file.startsWith("logs/"),
          onRead: ({ bytes }) => verification.addBytes(bytes),
        });
      if (damage !== undefined) verification.addDamage({ path: name, ...damage });
    } catch (error) {
      if (!isSystemError(error)) throw error;
      verification.addDamage({ path: name, reason: `cannot be read: ${error.message}` });
    } finally {
      release?.();
    }
  }
  for (const { name } of attempt(() => entriesIn(join(dir, "data"))) ?? []) {
    const isRead = /^board\.duckdb(\.wal)?$/.test(name) || parsePartName(name) !== undefined;
    if (!isRead || files.has(`data/${name}`)) continue;
    verification.addDamage({
      path: `${folder}data/${name}`,
      reason: "no file of the finished run",
    });
  }
}
