import { join } from "@std/path";
import { BackendDamagedError } from "../backends/backend.ts";
import {
  type FileChecksums,
  readChecksums,
  removeChecksums,
  writeChecksums,
} from "../format/board_checksums.ts";
import type { TableState } from "../format/table_state.ts";
import { checkFile } from "../format/file_check.ts";
import { blockChecksums } from "../system/block_checksums.ts";
import { entriesIn } from "../system/entries_in.ts";
import { messageOf } from "../system/message_of.ts";
import { OpenFile } from "../system/open_file.ts";
import type { ComparedFiles } from "./compared_files.ts";

/** A larger log is not read as a whole at each finish. */
const MAX_LOG_BYTES = 2 ** 30;

/** What the writer's work with a board's checksums needs. */
export interface ChecksumSettings {
  /** The board's folder, absolute. */
  boardDir: string;
  /** The files that need not be read again. */
  compared: ComparedFiles;
  /** Is called now and then during long work. */
  onAlive(): void;
  /** Is called when the thread begins, and when it ends, to wait for the disk. */
  onBlockedOnDisk(isBlocked: boolean): void;
  /** Receives what went wrong, for the user. */
  onProblem(message: string): void;
}

/**
 * Reads all files that a run leaves, but for those of an earlier run that it has compared and not
 * changed, and writes their checksums, durably. The run is about to be finished: nothing changes
 * the files meanwhile, but for the logs, which may grow.
 *
 * @param tables What the files hold: kept for the run that goes on with them.
 *
 * A run without checksums is better than one that cannot be finished: where they cannot be written,
 * it is reported.
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
  { boardDir, compared, onAlive, onProblem }: ChecksumSettings,
  tables: readonly TableState[],
): Promise<void> {
  removeChecksums(boardDir); // Of an earlier finish that was cut off.
  const files = new Map<string, FileChecksums>();
  for (const folder of ["data", "logs"]) {
    for (const { name, isFile } of entriesIn(join(boardDir, folder))) {
      if (!isFile || name.endsWith(".tmp")) continue;
      const known = compared.get(`${folder}/${name}`);
      if (known !== undefined) {
        files.set(`${folder}/${name}`, known);
        continue;
      }
      using file = await OpenFile.openLater(join(boardDir, folder, name));
      const { size } = await file.infoLater();
      if (folder === "logs" && size > MAX_LOG_BYTES) {
        onProblem(`${file.path} has more than 1 GiB: damage of it will not be noticed`);
        continue;
      }
      const blocks: number[] = [];
      for await (const checksums of blockChecksums(file, 0, size)) {
        blocks.push(...checksums);
        onAlive();
      }
      files.set(`${folder}/${name}`, { size, blocks });
    }
  }
  writeChecksums(boardDir, files, tables);
}

/**
 * Compares the files of a finished run with its checksums, before another run builds on them: the
 * new run's checksums would declare a damaged file sound.
 *
 * @throws {BackendDamagedError} Where a file is not as it was written.
 */
export async function checkKeptChecksums(
  { boardDir, compared, onAlive, onProblem }: ChecksumSettings,
): Promise<void> {
  const found = readChecksums(boardDir);
  if (found.kind === "damaged") onProblem(found.problem);
  if (found.kind !== "checksums") return;
  for (const [name, checksums] of found.files) {
    if (!name.startsWith("data/") || compared.get(name) !== undefined) continue;
    const content = compared.contentOf(name);
    const damage = await checkFile(join(boardDir, name), checksums, { onRead: onAlive });
    if (damage === undefined) {
      compared.add(name, content, checksums);
      continue;
    }
    throw new BackendDamagedError(
      `Cannot open the board ${boardDir}: its ${name} is ${damage.reason}; to go on with its ` +
        "files as they are, remove its file_checksums.json",
    );
  }
}
