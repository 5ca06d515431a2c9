/**
 * The door between the board and its writer: every message that crosses it,
 * and the memory that both see.
 *
 * @module
 */
import type { Block } from "../format/block.ts";
import type { Records } from "./records.ts";
import type { TableState } from "../format/table_state.ts";

/** What the writer's worker is started with. */
export interface WriterOptions {
  /** The board's folder, absolute. */
  boardDir: string;
  /** `duckdb`, `parquet`, `memory`, or the address of a backend module. */
  backend: string;
  /** How often the backend's files catch up by themselves, in milliseconds. */
  flushIntervalMs: number;
  /** How long a flush waits for files that another process holds, in milliseconds. */
  busyTimeoutMs: number;
  /** Whether to leave the backend alone: writers before this one failed with it. */
  journalOnly: boolean;
  /** What became of the writer before this one, for the log file. */
  restartReason?: string;
  /** The memory of {@linkcode SharedState}. */
  shared: SharedArrayBuffer;
}

/** From the board to the writer. */
export type ToWriter =
  /** Rows to keep. Never answered: their bytes show up in `takenBytes`. */
  | { type: "block"; block: Block; byteCount: number }
  /** Images, tables and the like. Never answered: their bytes show up in `takenRecordBytes`. */
  | { type: "records"; records: Records; byteCount: number }
  /** Lines that the script printed. Never answered. */
  | { type: "output"; lines: string }
  | Request;

/** What the board asks for; each is answered once, in the order of asking. */
export type Request =
  & {
    id: number;
    /** Where the answer goes: to the event loop, or to one who blocks. */
    reply: "async" | "sync";
  }
  & (
    /** Say what the board's folder holds. Writes nothing. */
    | { type: "inspect" }
    /** Bring all earlier blocks into the backend's files. */
    | { type: "flush" }
    /** Flush, close the backend, verify, remove the journal. */
    | { type: "finish" }
  );

/** The id of an answer to whatever is asked: the writer could not start. */
export const NO_REQUEST = 0;

/** A request before it has an id. */
export type RequestType = Request["type"];

/** From the writer to the board. */
export type FromWriter =
  | { type: "inspected"; id: number; tables: TableState[] }
  /** The rows are on disk. */
  | { type: "done"; id: number }
  /** `location` says which rows are where, where the writer knows. */
  | { type: "failed"; id: number; error: Error; location?: string }
  /** Something that the user must hear of now. */
  | { type: "problem"; message: string };

/** The answer to a request. */
export type Reply = Exclude<FromWriter, { type: "problem" }>;

/**
 * A few numbers in memory that the board and the writer share, so that a
 * board that blocks can wait for its writer and see that it died.
 */
export class SharedState {
  /** The memory itself, to hand to the other side. */
  readonly buffer: SharedArrayBuffer;
  readonly #bytes: BigInt64Array;
  readonly #words: Int32Array;

  /** Wraps the other side's memory, or makes it. */
  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(48)) {
    this.buffer = buffer;
    this.#bytes = new BigInt64Array(buffer, 0, 2);
    this.#words = new Int32Array(buffer, 16, 6);
  }

  /** Bytes of blocks that the writer has taken over since it started. */
  get ackedBytes(): number {
    return Number(Atomics.load(this.#bytes, 0));
  }

  /** Bytes of records that the writer has taken over since it started. */
  get ackedRecordBytes(): number {
    return Number(Atomics.load(this.#bytes, 1));
  }

  /** Writer: the media of some records are on disk, and their rows in the journal. */
  addAckedRecords(byteCount: number): void {
    Atomics.add(this.#bytes, 1, BigInt(byteCount));
    this.signal();
  }

  /** Writer: a block is in the journal. */
  addAcked(byteCount: number): void {
    Atomics.add(this.#bytes, 0, BigInt(byteCount));
    this.signal();
  }

  /** Writer: it stops, and will answer nothing any more. */
  markExited(): void {
    Atomics.store(this.#words, 1, 1);
    this.signal();
  }

  /** Whether the writer stopped. */
  get exited(): boolean {
    return Atomics.load(this.#words, 1) === 1;
  }

  /** Writer: the process was sent a signal, which a busy board may not see. Board: 0, it is dealt with. */
  set systemSignal(number: number) {
    Atomics.store(this.#words, 2, number);
  }

  /** Board: the number of the last signal that the process was sent, or 0. */
  get systemSignal(): number {
    return Atomics.load(this.#words, 2);
  }

  /** Board: the script has a handler of its own for the signal of this number. */
  leaveSignalToScript(number: number) {
    Atomics.or(this.#words, 3, 1 << number);
  }

  /** Writer: whether a signal is the script's own business. */
  isSignalOfScript(number: number): boolean {
    return (Atomics.load(this.#words, 3) & (1 << number)) !== 0;
  }

  /** Writer: its event loop has turned. */
  beat(): void {
    Atomics.add(this.#words, 4, 1);
  }

  /** Writer: it waits for the disk, which may take long and is no sign of a hang. */
  set blockedOnDisk(value: boolean) {
    Atomics.store(this.#words, 5, value ? 1 : 0);
  }

  /** Board: whether the writer waits for the disk. */
  get blockedOnDisk(): boolean {
    return Atomics.load(this.#words, 5) === 1;
  }

  /** Board: how often the writer's event loop has turned, about. */
  get heartbeat(): number {
    return Atomics.load(this.#words, 4);
  }

  /** Writer: wakes a board that waits. */
  signal(): void {
    Atomics.add(this.#words, 0, 1);
    Atomics.notify(this.#words, 0);
  }

  /** Board: the count of signals so far, to be given to {@linkcode wait}. */
  get signalCount(): number {
    return Atomics.load(this.#words, 0);
  }

  /** Board: blocks until there is a signal after `signalCount`. */
  wait(signalCount: number, timeoutMs: number): void {
    Atomics.wait(this.#words, 0, signalCount, timeoutMs);
  }
}
