import { join } from "@std/path";
import { newRowsFolder, putRowsInPlace } from "../format/complete_rewind.ts";
import { KEPT_FILES, newKeptRowsName } from "../format/kept_rows.ts";
import { type Metadata, METADATA_FILE } from "../format/metadata.ts";
import { addRewind, rewindsOf } from "../format/rewinds.ts";
import { sealJson } from "../format/sealed_json.ts";
import { FILES_INDEX } from "../format/stored_files.ts";
import { LOG_TABLES } from "../format/tables.ts";
import type { TableState } from "../format/table_state.ts";
import { exists } from "../system/exists.ts";
import { makeDir } from "../system/make_dir.ts";
import { removeTreeIfThere } from "../system/remove.ts";
import { replaceFileDurably } from "../system/replace_file_durably.ts";
import { syncDirLater } from "../system/sync_dir.ts";
import { FileIndex } from "./files/file_index.ts";
import { ComparedFiles } from "./compared_files.ts";
import { type ChecksumSettings, keepChecksums } from "./keep_checksums.ts";
import { loadBackend, loadFileWork } from "./load_backend.ts";

/** The row after which a board goes on. */
export type RewindTarget = { step: number } | { globalStep: number };

/** What a rewind is about. */
export interface RewindSettings
  extends Pick<ChecksumSettings, "isDataFile" | "onAlive" | "onBlockedOnDisk" | "onProblem"> {
  /** The board's folder, absolute. */
  boardDir: string;
  /** `duckdb` or `parquet`. */
  backend: string;
  /** The board's metadata. */
  metadata: Metadata;
  /** Where to. */
  target: RewindTarget;
  /** Brings all rows into the files, where the run was cut off, and closes them. */
  completeFiles(): Promise<void>;
  /** Receives what happened, for the log file. */
  onEvent(message: string): void;
}

/**
 * Takes the rows above one from a board, and keeps them aside: makes files with the rows up to there,
 * verifies them, and puts them in the place of the board's own (`format/complete_rewind.ts`).
 *
 * @param tables What the board has.
 * @returns What it has then.
 * @throws {RangeError} Where it has no such row; nothing was changed.
 */
export async function rewindRows(
  settings: RewindSettings,
  tables: TableState[],
): Promise<TableState[]> {
  const { boardDir, backend, onEvent } = settings;
  const last = lastStepOf(tables);
  const step = await findStep(settings, last);
  if (step === last) return tables;
  const next = newRowsFolder(boardDir);
  const dataDir = join(next, "data");
  removeTreeIfThere(next);
  makeDir(next);
  makeDir(dataDir);
  const { fork, filenames } = await loadFileWork(backend);
  await fork(join(boardDir, "data"), dataDir, step, true); // Links within a board are its own.
  await syncDirLater(dataDir);
  const kept = await readBack(backend, dataDir);
  if (lastStepOf(kept) > step) {
    throw new Error(
      `Cannot rewind ${boardDir} to step ${step}: the new files go up to ${lastStepOf(kept)}`,
    );
  }
  await keepChecksums({ ...settings, boardDir: next, compared: new ComparedFiles(next) }, kept);
  const at = new Date();
  const keptAs = newKeptRowsName(boardDir, { at, afterStep: step, lastStep: last });
  // What the script has set for the run as a whole was about rows that it lacks now.
  const { summary_values: _, ...metadata } = settings.metadata;
  const rewind = { at: at.toISOString(), step, last_step: last, kept_as: keptAs };
  const rewound = addRewind(rewindsOf(metadata), rewind);
  replaceFileDurably(join(next, METADATA_FILE), sealJson({ ...metadata, rewound }));
  const filesDir = join(boardDir, "files");
  if (exists(join(filesDir, FILES_INDEX))) {
    const index = new FileIndex(filesDir).textFor(await filenames(dataDir, "files"));
    replaceFileDurably(join(next, KEPT_FILES), index);
  }
  putRowsInPlace(boardDir, next, keptAs);
  onEvent(`Rewound to step ${step}: the rows up to step ${last} are in rewound/${keptAs}`);
  return kept;
}

/** The step that the target means. Afterwards the files have all rows. */
async function findStep(settings: RewindSettings, last: number): Promise<number> {
  const { boardDir, backend, target, completeFiles } = settings;
  const refuse = (what: string, found: string) =>
    new RangeError(
      `Cannot rewind ${boardDir} to ${what}: ${last === -1 ? "it has no rows" : found}`,
    );
  if ("step" in target && target.step > last) {
    throw refuse(`step ${target.step}`, `its steps are 0 to ${last}`);
  }
  await completeFiles();
  if ("step" in target) return target.step;
  const { globalStep } = target;
  const { findGlobalStep } = await loadFileWork(backend);
  const { step, min, max } = await findGlobalStep(join(boardDir, "data"), globalStep);
  if (step !== null) return step;
  throw refuse(
    `global step ${globalStep}`,
    min === null
      ? "it has no global steps"
      : `no row has it; its global steps are in ${min} to ${max}`,
  );
}

async function readBack(backend: string, dataDir: string): Promise<TableState[]> {
  const files = await (await loadBackend(backend))({ dataDir });
  try {
    await files.verify?.();
    return await files.tables();
  } finally {
    await files.abort();
  }
}

function lastStepOf(tables: readonly TableState[]): number {
  const steps = tables.filter(({ table }) => LOG_TABLES.some((name) => name === table))
    .map(({ lastStep }) => lastStep);
  return Math.max(-1, ...steps);
}
