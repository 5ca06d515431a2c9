/**
 * The writer's thread: hands the messages of the protocol to a
 * {@linkcode Writer}, and posts its answers.
 *
 * A thread that was started ahead of its board has all of this module loaded, and waits here for
 * the board's options. The file has more than 300 lines because all messages, and the ends of the
 * thread, work on the same few objects, which are made here.
 *
 * @module
 */
import { join } from "@std/path";
import { parentPort, workerData } from "node:worker_threads";
import { lastGlobalStep } from "../backends/table_states.ts";
import type { OpenBackend } from "../backends/backend.ts";
import { completeRewind } from "../format/complete_rewind.ts";
import { isDataFile } from "../format/data_files.ts";
import type { TableState } from "../format/table_state.ts";
import { identityOf } from "../system/file_identity.ts";
import { failLargeWrites } from "../system/fail_large_writes.ts";
import { onExit } from "../system/process_events.ts";
import { sleep } from "../system/sleep.ts";
import { currentThreadId } from "../system/thread_effort.ts";
import { watchSignals } from "../system/watch_signals.ts";
import { ComparedFiles } from "./compared_files.ts";
import { type Fork, forkBoard } from "./fork_board.ts";
import { checkKeptChecksums } from "./keep_checksums.ts";
import { watchLateImports } from "./import_late.ts";
import { Inbox } from "./inbox.ts";
import { loadBackend } from "./load_backend.ts";
import { OutputLog } from "./logs/output_log.ts";
import { WriterLog } from "./logs/writer_log.ts";
import {
  type FromWriter,
  NO_REQUEST,
  type Reply,
  type Request,
  type ToWriter,
  type WriterStart,
} from "./protocol.ts";
import { OrderedAcks } from "./ordered_acks.ts";
import { Sampler } from "./sampling/sampler.ts";
import { rewindRows, type RewindTarget } from "./rewind_rows.ts";
import { RowReader } from "./rows/row_reader.ts";
import { RowWatch } from "./rows/row_watch.ts";
import { SharedState } from "./shared_state.ts";
import { Writer, type WriterSettings } from "./writer.ts";

/** How often it is looked for what the board says of its folder. */
const FOLDER_POLL_MS = 20;
/** Rows are read for so long before the event loop turns. */
const SLICE_MS = 20;
/** Whether a built-in backend never changes a file, known before it is loaded. */
const FILES_ARE_FINAL = new Map([["duckdb", false], ["parquet", true]]);

const board = parentPort!; // This module only ever runs as a worker.
const inbox = new Inbox<unknown>();
const { options, syncPort } = (workerData ?? await inbox.next()) as WriterStart;
const shared = new SharedState(options.shared);
shared.threadId = currentThreadId();
watchLateImports((part, isOnMachine) => shared.setLoading(part, isOnMachine));
const log = new WriterLog(options.boardDir, checkFolder);
/** What was reported: the same again and again would only fill `writer.log`. */
const reported = new Set<string>();
const output = new OutputLog(join(options.boardDir, "logs", "output.log"), reportProblem, {
  checkFolder,
  end: options.outputEnd,
  onEnd: (size) => shared.outputEnd = size,
});
let outputCount = 0;
let openBackend: Promise<OpenBackend> | undefined;
let blockCount = 0;

const writer = startWriter({
  ...options,
  dataDir: join(options.boardDir, "data"),
  openBackend: async (backendOptions) => (await loadOnce())(backendOptions),
  loadBackend: loadOnce,
  filesAreFinal: FILES_ARE_FINAL.get(options.backend),
  isDataFile: (name) => isDataFile(name, options.backend),
  onRecordsAcked: (byteCount) => shared.addAckedRecords(byteCount),
  onAlive: () => shared.beat(),
  onWork: (ms) => shared.addWorkMs(ms),
  onBlockedOnDisk: setBlockedOnDisk,
  onProblem: reportProblem,
  onEvent: (message) => log.info(message),
});

const rows = new RowReader();
const eventAcks = new OrderedAcks((count) => shared.addAckedEvents(count));

/** How far the log calls were that this writer has read. */
let position: { step: number | null; globalStep: number | null } = { step: null, globalStep: null };
const sampler = options.sampleIntervalMs === undefined ? undefined : new Sampler({
  intervalMs: options.sampleIntervalMs,
  onSample(metrics) {
    const number = shared.nextSampleRow;
    shared.nextSampleRow = number + metrics.length;
    writer.addSample(metrics, number, { ...position, timeMs: Date.now() });
  },
  onEvent: (message) => log.info(message),
});

if (options.restartReason !== undefined) log.error(options.restartReason);
failLargeWrites();
// A script in a busy loop sees no signal: its next log call finds it in the shared memory.
watchSignals({
  onFirst(number) {
    shared.systemSignal = number;
    readAllRows();
    writer.flush().catch((error) => log.error(`Flush at a signal failed: ${error}`));
  },
  mayEnd: (number) => !shared.isSignalOfScript(number),
});

/** Whether the next slice of rows is due: more than one would leave commits and requests no turn. */
let isSliceDue = false;
const watch = new RowWatch({
  look() {
    shared.beat(); // The board assumes that a writer hangs that misses many of them.
    return readRows();
  },
  isIdle: () => writer.isIdle && shared.folder !== "missing",
  onSleep: (isAsleep) => shared.isAsleep = isAsleep,
});
// A board that blocks learns of a worker's end by this alone.
onExit(() => shared.markExited());
globalThis.addEventListener("unload", () => shared.markExited());
// An error that nobody catches ends the thread.
globalThis.addEventListener("error", () => shared.markExited());

shared.beat();

inbox.handle((data) => {
  shared.setHeard(); // A board in a worker of the script's waits for it.
  watch.wake();
  const message = data as ToWriter;
  switch (message.type) {
    case "columns":
      return rows.addColumns(message.columns);
    case "chunk":
      return rows.addChunk(message.buffer);
    case "look":
      return void readRows();
    case "records":
      if (!rows.addRecords(message.sent)) return writer.addRecords(message.sent);
      return void readRows();
    case "events":
      return writer.addEvents(message.events, eventAcks.expect(1));
    case "metadata":
      return writer.changeMetadata(message.changes);
    case "file":
      return writer.addFile(message.file, eventAcks.expect(1));
    case "output":
      outputCount++;
      if (output.append(message.lines)) shared.ackedOutputs = outputCount;
      return;
    case "open":
    case "flush":
    case "finish":
      return void answer(message);
    default:
      throw new TypeError(`Unknown message ${JSON.stringify(message satisfies never)}`);
  }
});

/** Puts published rows into the journal, a slice at a time, and returns whether there were any. */
function readRows(): boolean {
  const deadline = performance.now() + SLICE_MS;
  let found = false;
  while (readBlock()) {
    found = true;
    if (performance.now() < deadline) continue;
    if (!isSliceDue) setTimeout(readNextRows, 0);
    isSliceDue = true;
    break;
  }
  if (found) shared.signal(); // Memory may be free again.
  return found;
}

function readNextRows(): void {
  isSliceDue = false;
  readRows();
}

/** Puts all rows that are published now into the journal. */
function readAllRows(): void {
  const { end } = rows;
  while (!rows.hasRead(end) && readBlock());
}

function readBlock(): boolean {
  const published = rows.next();
  if (published === undefined) return false;
  const { block } = published;
  position = { step: block.lastStep, globalStep: lastGlobalStep(block) };
  sampler?.resume();
  const onAcked = () => {
    published.ack();
    shared.signal();
  };
  writer.addBlock(published.block, onAcked, published.sent);
  return true;
}

function loadOnce(): Promise<OpenBackend> {
  openBackend ??= loadBlocking();
  openBackend.catch(() => openBackend = undefined); // The next time there may be a network.
  return openBackend;
}

/** Loading a native library blocks the thread while it is read from the disk. */
async function loadBlocking(): Promise<OpenBackend> {
  setBlockedOnDisk(true);
  try {
    return await loadBackend(options.backend);
  } finally {
    setBlockedOnDisk(false);
  }
}

function setBlockedOnDisk(isBlocked: boolean): void {
  blockCount += isBlocked ? 1 : -1; // A library is loaded while files are copied.
  shared.blockedOnDisk = blockCount > 0;
  shared.beat();
}

/** Nothing is made in a folder that is in the place of the board's. */
function checkFolder(): void {
  if (!isFolderMissing()) return;
  throw new Error(`The folder ${options.boardDir} was removed or replaced`);
}

/** Whether the board's folder is not at its path: what fails then, fails for that. */
function isFolderMissing(): boolean {
  const { boardDir, folderId } = options;
  return folderId !== undefined && identityOf(boardDir) !== folderId;
}

/**
 * Resolves when the board has found that its folder is gone. Where it was renamed, this thread is
 * replaced by another one, which goes on there: so its work must have ended before.
 */
async function untilFolderIsGone(): Promise<void> {
  await writer.fileWork;
  shared.tellFolder("missing");
  while (shared.folder !== "gone") await sleep(FOLDER_POLL_MS);
}

function reportProblem(message: string): void {
  if (isFolderMissing()) return void untilFolderIsGone().then(() => report(message));
  report(message);
}

function report(message: string): void {
  if (reported.has(message)) return;
  reported.add(message);
  log.error(message);
  board.postMessage({ type: "problem", message } satisfies FromWriter);
}

/** A folder that cannot be read ends the writer at once; a board that blocks must learn of it. */
function startWriter(settings: WriterSettings): Writer {
  try {
    // The thread before this one may have died while it put the rows of a rewind in place.
    if (options.rewind !== undefined) completeRewind(options.boardDir);
    return new Writer(settings);
  } catch (error) {
    const reply: Reply = { type: "failed", id: NO_REQUEST, error: error as Error };
    board.postMessage(reply);
    syncPort.postMessage(reply);
    shared.signal();
    throw error;
  }
}

async function answer(request: Request): Promise<void> {
  const { id } = request;
  let reply: Reply;
  try {
    readAllRows();
    reply = await perform(request);
  } catch (error) {
    if (isFolderMissing()) await untilFolderIsGone();
    const cause = error instanceof Error ? error : new Error(String(error));
    if (request.type !== "open") log.error(`${request.type} failed: ${cause.message}`);
    reply = {
      type: "failed",
      id,
      error: cause,
      location: writer.describeLocation(request.type === "finish"),
    };
  }
  if (request.reply === "async") return board.postMessage(reply);
  syncPort.postMessage(reply);
  shared.signal();
}

/** Nothing is written before the board knows that it can be opened: a sample would make a journal. */
async function openBoard(): Promise<TableState[]> {
  sampler?.pause();
  if (options.fork !== undefined) await fork(options.fork);
  if (options.rewind !== undefined) return await rewind(options.rewind);
  const tables = await writer.inspect();
  sampler?.resume();
  return tables;
}

/** Completes the files first, where the run was cut off. */
async function rewind(target: RewindTarget): Promise<TableState[]> {
  const { boardDir, backend, metadata } = options;
  const tables = await writer.inspect();
  setBlockedOnDisk(true);
  try {
    return await rewindRows({
      boardDir,
      backend,
      metadata,
      target,
      completeFiles: () => writer.finish(),
      isDataFile: (name) => isDataFile(name, backend),
      onAlive: () => shared.beat(),
      onBlockedOnDisk: () => {},
      onProblem: reportProblem,
      onEvent: (message) => log.info(message),
    }, tables);
  } finally {
    setBlockedOnDisk(false);
  }
}

/**
 * It may copy gigabytes, a row group at a time. The parent's files are compared first: the fork's
 * checksums would declare what is damaged sound.
 */
async function fork(from: Fork): Promise<void> {
  setBlockedOnDisk(true);
  try {
    await checkKeptChecksums({
      boardDir: from.boardDir,
      compared: new ComparedFiles(from.boardDir),
      isDataFile: (name) => isDataFile(name, options.backend),
      onAlive: () => shared.beat(),
      onBlockedOnDisk: () => {},
      onProblem: reportProblem,
    });
    await forkBoard(from, options.boardDir, options.backend);
  } finally {
    setBlockedOnDisk(false);
  }
}

async function perform({ type, id }: Request): Promise<Reply> {
  switch (type) {
    case "open":
      return { type: "opened", id, tables: await openBoard() };
    case "flush":
      await writer.flush();
      return { type: "done", id };
    case "finish":
      sampler?.pause(); // What comes after it would begin another run.
      await writer.finish();
      return { type: "done", id };
  }
}
