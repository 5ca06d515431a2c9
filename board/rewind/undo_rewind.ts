import { dirname, join } from "@std/path";
import { readChecksums, writeChecksums } from "../../format/board_checksums.ts";
import { putRowsInPlace } from "../../format/complete_rewind.ts";
import { isDataFile } from "../../format/data_files.ts";
import { completeMetadata, hasJournal } from "../../format/guess_metadata.ts";
import { type KeptRows, keptRowsOf, newKeptRowsName, REWOUND_DIR } from "../../format/kept_rows.ts";
import { lastResumed } from "../../format/last_resumed.ts";
import { type Metadata, METADATA_FILE, parseMetadata } from "../../format/metadata.ts";
import { addRewind, type Rewind, rewindsOf } from "../../format/rewinds.ts";
import { sealJson } from "../../format/sealed_json.ts";
import { LOG_TABLES } from "../../format/tables.ts";
import { linkInfoIfThere } from "../../system/file_info.ts";
import { readTextIfThere } from "../../system/read_text.ts";
import { removeTreeIfThere } from "../../system/remove.ts";
import { replaceFileDurably } from "../../system/replace_file_durably.ts";
import { askWriter } from "../ask_writer.ts";
import { ComparedFiles } from "../../writer/compared_files.ts";
import { checkKeptChecksums } from "../../writer/keep_checksums.ts";
import { lockToRewind } from "./lock_to_rewind.ts";

/**
 * Brings rows back that a rewind has kept aside. The rows that the board has by then are kept aside
 * in turn, unless they are no others than the rewind has left.
 *
 * @param boardDir The absolute path of the board's folder. Its run is complete.
 * @param name The folder in `rewound/`. Default: what was kept aside last.
 * @throws {BoardLockedError} Where a live Board writes to it.
 * @throws {Error} Where there is no such folder, or a file in it is not as it was written. Nothing was
 * changed.
 */
export async function undoRewind(
  boardDir: string,
  name: string | undefined,
  onProblem: (message: string) => void,
): Promise<Rewind> {
  const { lock, metadata } = lockToRewind(boardDir);
  try {
    const kept = findKept(boardDir, name);
    const keptMetadata = metadataOf(kept, metadata);
    if (hasJournal(boardDir)) {
      throw new Error(`Cannot rewind ${boardDir}: its run was cut off; first run kobo repair`);
    }
    await checkKeptRows(boardDir, kept, metadata, onProblem);
    const tables = await askWriter({ purpose: "rewind", boardDir, metadata, onProblem });
    const steps = tables.filter(({ table }) => LOG_TABLES.some((known) => known === table));
    const lastStep = Math.max(-1, ...steps.map((table) => table.lastStep));
    const at = new Date();
    const afterStep = commonStep(kept, metadata, lastStep);
    const keptAs = newKeptRowsName(boardDir, { at, afterStep, lastStep });
    const isWorthKeeping = !isAsRewound(metadata, kept);
    const rewind: Rewind = {
      at: at.toISOString(),
      step: afterStep,
      last_step: lastStep,
      ...isWorthKeeping ? { kept_as: keptAs } : {},
      undone: kept.name,
    };
    const rewound = addRewind(rewindsOf(metadata), rewind);
    replaceFileDurably(join(kept.path, METADATA_FILE), sealJson({ ...keptMetadata, rewound }));
    leaveOutLogs(kept);
    putRowsInPlace(boardDir, kept.path, keptAs);
    if (!isWorthKeeping) removeTreeIfThere(join(boardDir, REWOUND_DIR, keptAs));
    return rewind;
  } finally {
    lock.release();
  }
}

function findKept(boardDir: string, name: string | undefined): KeptRows {
  const all = keptRowsOf(boardDir);
  const found = name === undefined ? all.at(-1) : all.find((kept) => kept.name === name);
  const hasRows = found !== undefined && linkInfoIfThere(join(found.path, "data"))?.isDirectory;
  if (hasRows) return found;
  const what = name === undefined ? "a rewind" : `the rewind ${name}`;
  const names = all.map((kept) => kept.name).join(", ");
  throw new Error(
    `Cannot undo ${what} of ${boardDir}: ` +
      (all.length === 0
        ? "nothing is kept aside"
        : found === undefined
        ? `expected one of ${names}`
        : `there is no folder ${join(found.path, "data")}`),
  );
}

/** Rows that were damaged while they were kept aside must not replace sound ones. */
async function checkKeptRows(
  boardDir: string,
  { name, path }: KeptRows,
  { backend }: Metadata,
  onProblem: (message: string) => void,
): Promise<void> {
  await checkKeptChecksums({
    boardDir: path,
    compared: new ComparedFiles(path),
    isDataFile: (file) => isDataFile(file, backend),
    onAlive: () => {},
    onBlockedOnDisk: () => {},
    onProblem,
  }, `Cannot undo the rewind ${name} of ${boardDir}`);
}

/** The metadata of the rows that come back, as those of the board. */
function metadataOf(kept: KeptRows, now: Metadata): Metadata {
  const parsed = parseMetadata(readTextIfThere(join(kept.path, METADATA_FILE)) ?? "");
  if (parsed.kind !== "metadata") return now;
  const { board_id, created_at, backend, resumed_at, paused_ms } = now;
  if (parsed.metadata.backend !== backend) {
    throw new Error(
      `Cannot undo the rewind ${kept.name}: expected the backend ${backend}, found ` +
        JSON.stringify(parsed.metadata.backend),
    );
  }
  const found = completeMetadata(parsed.metadata, dirname(dirname(kept.path)), false);
  return {
    ...found,
    board_id,
    created_at,
    ...resumed_at === undefined ? {} : { resumed_at, paused_ms },
    // Its run was killed; its rows were completed when they were kept aside.
    ...found.status === "running" ? { status: "crashed", finished_at: kept.at.toISOString() } : {},
  };
}

/** The last step that the board's rows and the kept ones have in common. */
function commonStep(kept: KeptRows, metadata: Metadata, lastStep: number): number {
  const since = rewindsOf(metadata).filter(({ at }) => new Date(at) >= kept.at);
  return Math.min(lastStep, kept.afterStep, ...since.map(({ step }) => step));
}

/** Whether no run has gone on with the board since the rows were kept aside. */
function isAsRewound(metadata: Metadata, { name }: KeptRows): boolean {
  const last = rewindsOf(metadata).at(-1);
  return last?.kept_as === name && (lastResumed(metadata) ?? "") < last.at;
}

/** The logs have gone on since the checksums were written. */
function leaveOutLogs({ path }: KeptRows): void {
  const found = readChecksums(path);
  if (found.kind !== "checksums") return;
  const files = [...found.files].filter(([name]) => name.startsWith("data/"));
  writeChecksums(path, new Map(files), found.tables);
}
