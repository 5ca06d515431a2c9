import { attempt } from "../system/attempt.ts";
import { isInWorker } from "../system/deno.ts";
import { linkInfoIfThere } from "../system/file_info.ts";
import { identityOf } from "../system/file_identity.ts";
import { entriesIn } from "../system/entries_in.ts";
import { join } from "@std/path";
import type { BoardLock } from "../format/board_lock.ts";
import { checkBoardFolders } from "../format/board_folders.ts";
import { completeRewind } from "../format/complete_rewind.ts";
import { isDataFile } from "../format/data_files.ts";
import { formatOfBackend } from "../format/files_format.ts";
import { segmentsIn } from "../format/journal_frames.ts";
import { checkLinkedFiles } from "../format/linked_files.ts";
import { checkSparseFiles } from "../format/sparse_files.ts";
import { type Metadata, writeMetadata } from "../format/metadata.ts";
import { setAsideMetadata } from "../format/set_aside_metadata.ts";
import { chooseBackend, newBackend } from "./choose_backend.ts";
import { checkPermissions } from "./check_permissions.ts";
import { checkSpelling } from "./check_spelling.ts";
import { type EarlierMetadata, readEarlierMetadata } from "./earlier_metadata.ts";
import { readListedTables } from "./listed_tables.ts";
import type { ResolvedOptions } from "./options.ts";
import { beginFork, clearCutOffFork, endFork } from "./cut_off_fork.ts";
import { checkForked, ForkParent } from "./fork_parent.ts";
import { emptyFolder, isFolder, lockFolder, removeIfEmpty } from "./lock_folder.ts";
import { newMetadata } from "./new_metadata.ts";
import { checkRewindable } from "./rewind/check_rewindable.ts";
import type { RewindTarget } from "../writer/rewind_rows.ts";
import { WriterClient } from "./worker/writer_client.ts";
import { WriterModule } from "./worker/writer_module.ts";
import { causeOf } from "./worker/writer_request_error.ts";
import type { TableState } from "../format/table_state.ts";

/**
 * Which part of `finishTimeoutMs` the writer may wait for a file that another process holds: its
 * reply should come before the board stops waiting for it.
 */
const BUSY_SHARE = 0.8;
/**
 * A writer has so long to open a board's files, at least. `finishTimeoutMs` is for the end: a short
 * one must not keep a board from being opened on a busy machine, where a thread starts and loads
 * DuckDB in seconds. Files that another process holds are waited for by {@linkcode BUSY_SHARE}.
 */
const MIN_OPEN_MS = 30_000;
/** To resume a board, its files are compared with their checksums; a disk reads so fast at least. */
const MIN_READ_BYTES_PER_MS = 20_000;

/** What a fork begins with is read, and written anew. */
const FORK_FACTOR = 4;

/** A board's folder that this process has locked, and the writer for it. */
export interface BoardFolder {
  /** Its absolute path, also where it was renamed meanwhile. */
  readonly boardDir: string;
  /** Whether it is at that path, and not removed, or replaced by another folder. */
  readonly isThere: boolean;
  /** Finds the journal's folder; `undefined` where there is none: it was removed, or never made. */
  findJournal(): string | undefined;
  lock: BoardLock;
  client: WriterClient;
  metadata: Metadata;
  /** The tables of earlier runs, where the board is resumed. */
  tables: TableState[];
  /** Whether an earlier run may have left files in it. */
  hasFiles: boolean;
}

/**
 * Creates a board's folder, or opens an existing one to resume it. Where it
 * throws, nothing is created or changed.
 *
 * Another process may do the same at the same moment. So whatever is read of the board is read
 * while its lock is held; before, only the folder is made, which is all that the lock needs.
 */
export function openBoardFolder(
  options: ResolvedOptions,
  onProblem: (message: string) => void,
): BoardFolder {
  const { boardDir } = options;
  new WriterModule().check();
  const expected = newBackend(options);
  checkPermissions(boardDir, expected);
  checkPlace(options, onProblem);
  using parent = options.fork && new ForkParent(options.fork.boardDir);
  const { lock, ...found } = lockFolder(boardDir);
  let client: WriterClient | undefined;
  try {
    if (!found.isNew && clearCutOffFork(boardDir)) found.isNew = found.isEmpty = true;
    const standard = lock.isOfSystem ? "duckdb" : "parquet"; // DuckDB writes no file without locks.
    const { earlier, backend } = readEarlier(
      options,
      { ...found, expected, standard },
      parent,
      onProblem,
    );
    const metadata = newMetadata(options, backend, earlier?.metadata, parent?.earlier.metadata);
    if (parent !== undefined) beginFork(boardDir);
    client = startClient(options, metadata, onProblem, { lock });
    // Opening a board waits for its writer only here: to learn the last step of a board that was
    // cut off, and to find out that a module is not a backend before anything is changed.
    const tables = found.isNew && earlier === undefined && parent === undefined
      ? []
      : listedTables(boardDir, backend) ?? openInWriter(client, options, backend);
    if (options.fork !== undefined) {
      checkForked(tables, options.fork.boardDir, options.fork.step);
    }
    if (earlier?.problem !== undefined) {
      onProblem(`${earlier.problem}; it is written anew`);
      setAsideMetadata(boardDir);
    }
    writeMetadata(boardDir, metadata, { durable: false });
    if (parent !== undefined) endFork(boardDir);
    client.numberSamplesFrom(tables.find(({ table }) => table === "system")?.lastStep ?? -1);
    // Whoever terminates the script's worker ends both threads, with all that only memory has.
    if (isInWorker()) client.waitUntilStarted(MIN_OPEN_MS);
    return folderOf(boardDir, { lock, client, metadata, tables, hasFiles: !found.isEmpty });
  } catch (error) {
    client?.stop({ allOnDisk: false });
    // What was copied so far goes while nobody else can have taken the folder.
    if (found.isNew && parent !== undefined) emptyFolder(boardDir);
    lock.release();
    if (found.isNew) removeIfEmpty(boardDir);
    throw error;
  }
}

/** Checks what is at the board's place, before anything is made there. */
function checkPlace(options: ResolvedOptions, onProblem: (message: string) => void): void {
  const { boardDir } = options;
  if (isFolder(boardDir)) {
    checkSpelling(boardDir);
    checkBoardFolders(boardDir);
  } else if (options.rewind !== undefined) {
    throw new Error(`Cannot rewind ${boardDir}: there is no such board`);
  } else checkModule(options, onProblem);
}

/**
 * Checks what earlier runs have left in a locked folder, and takes it back to an earlier row where
 * the options say so.
 *
 * @param found.expected The backend for which permissions are checked already.
 * @param found.standard That of a new board whose options name none.
 * @returns The metadata of the earlier runs, and the backend of the next one.
 */
function readEarlier(
  options: ResolvedOptions,
  { isNew, isEmpty, expected, standard }: {
    isNew: boolean;
    isEmpty: boolean;
    expected: string | undefined;
    standard: "duckdb" | "parquet";
  },
  parent: ForkParent | undefined,
  onProblem: (message: string) => void,
): { earlier: EarlierMetadata | undefined; backend: string } {
  const { boardDir } = options;
  if (!isNew) {
    checkLinkedFiles(boardDir);
    completeRewind(boardDir);
  }
  const earlier = isEmpty ? undefined : readEarlierMetadata(boardDir, "resume");
  if (parent !== undefined && !isEmpty) {
    throw new Error(`Cannot fork into ${boardDir}: it is there already; use another boardId`);
  }
  const backend = chooseBackend(options, earlier ?? parent?.earlier, standard);
  if (backend !== expected) checkPermissions(boardDir, backend);
  if (!isNew) checkSparseFiles(boardDir, backend);
  if (options.rewind === undefined) return { earlier, backend };
  return { earlier: rewind(options, earlier, onProblem), backend };
}

/** A board's folder with all that is known of it, found again where it is renamed. */
function folderOf(
  boardDir: string,
  parts: Omit<BoardFolder, "boardDir" | "isThere" | "findJournal">,
): BoardFolder {
  const { lock } = parts;
  const folderId = identityOf(boardDir);
  return {
    ...parts,
    get boardDir() {
      return lock.findFolder() ?? lock.boardDir;
    },
    get isThere() {
      return attempt(() => identityOf(this.boardDir)) === folderId;
    },
    findJournal() {
      const dir = join(this.boardDir, "data", "journal");
      return this.isThere && segmentsIn(dir).length > 0 ? dir : undefined;
    },
  };
}

/**
 * Takes the board back to an earlier row, by a writer of its own, which has ended when this returns.
 *
 * @returns The board's metadata as they are then.
 */
function rewind(
  options: ResolvedOptions,
  earlier: EarlierMetadata | undefined,
  onProblem: (message: string) => void,
): EarlierMetadata | undefined {
  const { boardDir } = options;
  const { metadata } = checkRewindable(boardDir, earlier);
  const { backend } = metadata;
  newMetadata(options, backend, metadata); // Nothing is rewound for options that are refused then.
  const client = startClient(
    { ...options, writer: { ...options.writer, sampleIntervalMs: undefined } },
    metadata,
    onProblem,
    { rewind: options.rewind },
  );
  try {
    openInWriter(client, options, backend);
  } finally {
    client.stop({ allOnDisk: false });
  }
  return readEarlierMetadata(boardDir, "resume");
}

function startClient(
  options: ResolvedOptions,
  metadata: Metadata,
  onProblem: (message: string) => void,
  { lock, rewind }: { lock?: BoardLock; rewind?: RewindTarget } = {},
): WriterClient {
  return new WriterClient(
    {
      ...options.writer,
      boardDir: options.boardDir,
      folderId: lock === undefined ? undefined : identityOf(options.boardDir),
      backend: metadata.backend,
      metadata,
      busyTimeoutMs: options.finishTimeoutMs * BUSY_SHARE,
      fork: options.fork,
      rewind,
    },
    options.maxQueueBytes,
    onProblem,
    () => lock?.findFolder(),
  );
}

/** Finds out that a module is not a backend before a folder is made for it. */
function checkModule(options: ResolvedOptions, onProblem: (message: string) => void): void {
  const { backend } = options;
  if (backend === undefined || !URL.canParse(backend)) return;
  const client = startClient(options, newMetadata(options, backend), onProblem);
  try {
    openInWriter(client, options, backend);
  } finally {
    client.stop({ allOnDisk: false });
  }
}

/** A module's own files may say more than our list: only the module knows. */
function listedTables(boardDir: string, backend: string): TableState[] | undefined {
  return formatOfBackend(backend) && readListedTables(boardDir, backend);
}

function openInWriter(
  client: WriterClient,
  { boardDir, finishTimeoutMs, fork, rewind }: ResolvedOptions,
  backend: string,
): TableState[] {
  try {
    const from = rewind === undefined ? fork?.boardDir : boardDir;
    const forkedBytes = from === undefined ? 0 : FORK_FACTOR * dataBytes(from, backend);
    const readMs = (dataBytes(boardDir, backend) + forkedBytes) / MIN_READ_BYTES_PER_MS;
    const reply = client.requestSync("open", Math.max(MIN_OPEN_MS, finishTimeoutMs) + readMs);
    return reply.type === "opened" ? reply.tables : [];
  } catch (error) {
    const cause = causeOf(error);
    if (cause.message.startsWith("Cannot")) throw cause;
    throw new Error(`Cannot open the board ${boardDir}: ${cause.message}`, { cause });
  }
}

function dataBytes(boardDir: string, backend: string): number {
  const dataDir = join(boardDir, "data");
  return entriesIn(dataDir).filter(({ name, isFile }) => isFile && isDataFile(name, backend))
    .reduce((sum, { name }) => sum + (linkInfoIfThere(join(dataDir, name))?.size ?? 0), 0);
}
