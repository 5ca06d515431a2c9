/**
 * The writer's thread: makes a {@linkcode Writer} and what it works with, and hands it the messages
 * of the protocol. What the board asks for is done by `request_answers.ts`.
 *
 * A thread that was started ahead of its board has all of this module loaded, and waits here for
 * the board's options.
 *
 * @module
 */
import { join } from "@std/path";
import { parentPort, workerData } from "node:worker_threads";
import { lastGlobalStep } from "../backends/table_states.ts";
import type { OpenBackend } from "../backends/backend.ts";
import { completeRewind } from "../format/complete_rewind.ts";
import { isDataFile } from "../format/data_files.ts";
import { failLargeWrites } from "../system/fail_large_writes.ts";
import { onExit } from "../system/process_events.ts";
import { currentThreadId } from "../system/thread_effort.ts";
import { watchSignals } from "../system/watch_signals.ts";
import { BoardPresence } from "./board_presence.ts";
import { DiskWaits } from "./disk_waits.ts";
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
import { RequestAnswers } from "./request_answers.ts";
import { Sampler } from "./sampling/sampler.ts";
import { type PublishedRows, RowReader } from "./rows/row_reader.ts";
import { RowSlices } from "./rows/row_slices.ts";
import { RowWatch } from "./rows/row_watch.ts";
import { SharedState } from "./shared_state.ts";
import { Writer } from "./writer.ts";

/** Whether a built-in backend never changes a file, known before it is loaded. */
const FILES_ARE_FINAL = new Map([["duckdb", false], ["parquet", true]]);

const board = parentPort!; // This module only ever runs as a worker.
const inbox = new Inbox<unknown>();
const { options, syncPort } = (workerData ?? await inbox.next()) as WriterStart;
const shared = new SharedState(options.shared);
shared.threadId = currentThreadId();
watchLateImports((part, isOnMachine) => shared.setLoading(part, isOnMachine));

const presence = new BoardPresence(options, shared);
const diskWaits = new DiskWaits(shared);
const log = new WriterLog(options.boardDir, () => presence.check());
/** What was reported: the same again and again would only fill `writer.log`. */
const reported = new Set<string>();
const output = new OutputLog(join(options.boardDir, "logs", "output.log"), reportProblem, {
  checkFolder: () => presence.check(),
  end: options.outputEnd,
  onEnd: (size) => shared.outputEnd = size,
});
let outputCount = 0;
let openBackend: Promise<OpenBackend> | undefined;

const writer = startWriter();
/** How far the log calls were that this writer has read. */
let position: { step: number | null; globalStep: number | null } = { step: null, globalStep: null };
const sampler = startSampler();
const rows = new RowReader();
const slices = new RowSlices(rows, writeRows, () => shared.signal()); // Memory may be free again.
const eventAcks = new OrderedAcks((count) => shared.addAckedEvents(count));
const requests = new RequestAnswers({
  options,
  writer,
  sampler,
  log,
  presence,
  diskWaits,
  readAllRows: () => slices.readAll(),
  onAlive: () => shared.beat(),
  onProblem: reportProblem,
});

if (options.restartReason !== undefined) log.error(options.restartReason);
failLargeWrites();
listenForSignals();
const watch = startRowWatch();
tellOfTheEnd();
shared.beat();
inbox.handle((data) => {
  shared.setHeard(); // A board in a worker of the script's waits for it.
  watch.wake();
  receive(data as ToWriter);
});

/** A folder that cannot be read ends the writer at once; a board that blocks must learn of it. */
function startWriter(): Writer {
  try {
    // The thread before this one may have died while it put the rows of a rewind in place.
    if (options.rewind !== undefined) completeRewind(options.boardDir);
    return new Writer({
      ...options,
      dataDir: join(options.boardDir, "data"),
      openBackend: async (backendOptions) => (await loadOnce())(backendOptions),
      loadBackend: loadOnce,
      filesAreFinal: FILES_ARE_FINAL.get(options.backend),
      isDataFile: (name) => isDataFile(name, options.backend),
      onRecordsAcked: (byteCount) => shared.addAckedRecords(byteCount),
      onAlive: () => shared.beat(),
      onWork: (ms) => shared.addWorkMs(ms),
      onBlockedOnDisk: (isBlocked) => diskWaits.set(isBlocked),
      onProblem: reportProblem,
      onEvent: (message) => log.info(message),
    });
  } catch (error) {
    const reply: Reply = { type: "failed", id: NO_REQUEST, error: error as Error };
    board.postMessage(reply);
    syncPort.postMessage(reply);
    shared.signal();
    throw error;
  }
}

function loadOnce(): Promise<OpenBackend> {
  // Loading a native library blocks the thread while it is read from the disk.
  openBackend ??= diskWaits.during(() => loadBackend(options.backend));
  openBackend.catch(() => openBackend = undefined); // The next time there may be a network.
  return openBackend;
}

function startSampler(): Sampler | undefined {
  if (options.sampleIntervalMs === undefined) return undefined;
  return new Sampler({
    intervalMs: options.sampleIntervalMs,
    onSample(metrics) {
      const number = shared.nextSampleRow;
      shared.nextSampleRow = number + metrics.length;
      writer.addSample(metrics, number, { ...position, timeMs: Date.now() });
    },
    onEvent: (message) => log.info(message),
  });
}

/** A script in a busy loop sees no signal: its next log call finds it in the shared memory. */
function listenForSignals(): void {
  watchSignals({
    onFirst(number) {
      shared.systemSignal = number;
      slices.readAll();
      writer.flush().catch((error) => log.error(`Flush at a signal failed: ${error}`));
    },
    mayEnd: (number) => !shared.isSignalOfScript(number),
  });
}

function startRowWatch(): RowWatch {
  return new RowWatch({
    look() {
      shared.beat(); // The board assumes that a writer hangs that misses many of them.
      return slices.read();
    },
    isIdle: () => writer.isIdle && shared.folder !== "missing",
    onSleep: (isAsleep) => shared.isAsleep = isAsleep,
  });
}

/** A board that blocks learns of a worker's end by the shared memory alone. */
function tellOfTheEnd(): void {
  onExit(() => shared.markExited());
  globalThis.addEventListener("unload", () => shared.markExited());
  // An error that nobody catches ends the thread.
  globalThis.addEventListener("error", () => shared.markExited());
}

/** Does what a message of the board says. */
function receive(message: ToWriter): void {
  switch (message.type) {
    case "columns":
      return rows.addColumns(message.columns);
    case "chunk":
      return rows.addChunk(message.buffer);
    case "look":
      return void slices.read();
    case "records":
      if (!rows.addRecords(message.sent)) return writer.addRecords(message.sent);
      return void slices.read();
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
}

async function answer(request: Request): Promise<void> {
  const reply = await requests.answer(request);
  if (request.reply === "async") return board.postMessage(reply);
  syncPort.postMessage(reply);
  shared.signal();
}

/** Puts published rows into the journal. */
function writeRows({ block, sent, ack }: PublishedRows): void {
  position = { step: block.lastStep, globalStep: lastGlobalStep(block) };
  sampler?.resume();
  const onAcked = () => {
    ack();
    shared.signal();
  };
  writer.addBlock(block, onAcked, sent);
}

function reportProblem(message: string): void {
  if (presence.isMissing) {
    return void presence.untilGone(writer.fileWork).then(() => report(message));
  }
  report(message);
}

function report(message: string): void {
  if (reported.has(message)) return;
  reported.add(message);
  log.error(message);
  board.postMessage({ type: "problem", message } satisfies FromWriter);
}
