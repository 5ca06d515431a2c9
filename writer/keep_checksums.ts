import { join } from "@std/path";
import { BackendDamagedError } from "../backends/backend.ts";
import {
  type FileChecksums,
  readChecksums,
  removeChecksums,
  writeChecksums,
} from "../format/board_checksums.ts";
import type { TableState } from "../format/table_state.ts";
import { isLogFile } from "../format/log_files.ts";
import { checkFile } from "../format/file_check.ts";
import { blockChecksums } from "../system/block_checksums.ts";
import { entriesIn } from "../system/entries_in.ts";
import { messageOf } from "../system/message_of.ts";
import { OpenFile } from "../system/open_file.ts";
import type { ComparedFiles } from "./compared_files.ts";

const GIB = 2 ** 30;
/** A larger log is not read as a whole at each finish. */
const MAX_LOG_BYTES = GIB;
/** More is not read of the backend's files, all together: a disk takes a minute for it. */
export const MAX_DATA_BYTES: number = 64 * GIB;

/** What the writer's work with a board's checksums needs. */
export interface ChecksumSettings {
  /** The board's folder, absolute. */
  boardDir: string;
  /** The files of an earlier run that need not be read again. */
  compared: ComparedFiles;
  /** Those of this run. */
  readBack?: ComparedFiles;
  /** Which files in `data/` are the backend's; others are not read. */
  isDataFile(name: string): boolean;
  /** Is called now and then during long work. */
  onAlive(): void;
  /** Is called when the thread begins, and when it ends, to wait for the disk. */
  onBlockedOnDisk(isBlocked: boolean): void;
  /** Receives what went wrong, for the user. */
  onProblem(message: string): void;
}

/**
 * Reads all files that a run leaves, but for those that it has read before and not changed since, and
 * writes their checksums, durably. The run is about to be finished: nothing changes
 * the files meanwhile, but for the logs, which may grow.
 *
 * A run without checksums is better than one that cannot be finished: where they cannot be written,
 * it is reported.
 *
 * @param tables What the files hold: kept for the run that goes on with them.
 */
export async function keepChecksums(
  settings: ChecksumSettings,
  tables: readonly TableState[],
): Promise<void> {
  settings.onBlockedOnDisk(true); // It may take seconds: the writer does not hang then.
  try {
    await writeAll(settings, tables);
  } catch (error) {
    settings.onProblem(
      `Cannot keep the checksums of the files of ${settings.boardDir} (${messageOf(error)}): ` +
        "damage of them will not be noticed",
    );
  } finally {
    settings.onBlockedOnDisk(false);
  }
}

async function writeAll(
  { boardDir, compared, readBack, isDataFile, onAlive, onProblem }: ChecksumSettings,
  tables: readonly TableState[],
): Promise<void> {
  removeChecksums(boardDir); // Of an earlier finish that was cut off.
  const files = new Map<string, FileChecksums>();
  let budget = MAX_DATA_BYTES;
  const paths = [
    ...pathsIn(boardDir, "data", isDataFile),
    ...pathsIn(boardDir, "logs", isLogFile),
  ];
  for (const path of paths) {
    const known = compared.get(path) ?? readBack?.get(path);
    if (known !== undefined) {
      files.set(path, known);
      if (path.startsWith("data/")) budget -= known.size;
      continue;
    }
    using file = await OpenFile.openLater(join(boardDir, path));
    const { size } = await file.infoLater();
    const isData = path.startsWith("data/");
    const limit = isData ? budget : MAX_LOG_BYTES;
    if (size > limit) {
      onProblem(
        `${file.path} has ${isData ? "with the others " : ""}more than ` +
          `${isData ? MAX_DATA_BYTES / GIB : 1} GiB: damage of it will not be noticed`,
      );
      continue;
    }
    if (isData) budget -= size;
    const blocks: number[] = [];
    for await (const checksums of blockChecksums(file, 0, size)) {
      blocks.push(...checksums);
      onAlive();
    }
    files.set(path, { size, blocks });
  }
  writeChecksums(boardDir, files, tables);
}

/** The regular files in a folder of the board that are wanted, by their paths in the board. */
function pathsIn(boardDir: string, folder: string, isWanted: (name: string) => boolean): string[] {
  return entriesIn(join(boardDir, folder))
    .filter(({ name, isFile }) => isFile && !name.endsWith(".tmp") && isWanted(name))
    .map(({ name }) => `${folder}/${name}`);
}

/**
 * Compares the files of a finished run with its checksums, before another run builds on them: the
 * new run's checksums would declare a damaged file sound.
 *
 * @param refusal What cannot be done then, and with which folder.
 * @throws {BackendDamagedError} Where a file is not as it was written.
 */
export async function checkKeptChecksums(
  { boardDir, compared, isDataFile, onAlive, onProblem }: ChecksumSettings,
  refusal = `Cannot open the board ${boardDir}`,
): Promise<void> {
  const found = readChecksums(boardDir);
  if (found.kind === "damaged") onProblem(found.problem);
  if (found.kind !== "checksums") return;
  let budget = MAX_DATA_BYTES;
  for (const [name, checksums] of found.files) {
    const [folder, file = ""] = name.split("/");
    if (folder !== "data" || !isDataFile(file) || compared.get(name) !== undefined) continue;
    if (checksums.size > budget) {
      onProblem(
        `${join(boardDir, name)} has with the others more than ${MAX_DATA_BYTES / GIB} GiB: ` +
          "damage of it will not be noticed",
      );
      continue;
    }
    budget -= checksums.size;
    const content = compared.contentOf(name);
    const damage = await checkFile(join(boardDir, name), checksums, { onRead: onAlive });
    if (damage === undefined) {
      compared.add(name, content, checksums);
      continue;
    }
    throw new BackendDamagedError(
      `${refusal}: its ${name} is ${damage.reason}; to go on with its ` +
        "files as they are, remove its file_checksums.json",
    );
  }
}
