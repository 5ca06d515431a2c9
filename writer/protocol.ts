/**
 * The protocol between the board and its writer: every message that either
 * sends. `shared_state.ts` has the memory that both see.
 *
 * @module
 */
import type { MessagePort } from "node:worker_threads";
import type { Metadata } from "../format/metadata.ts";
import type { Fork } from "./fork_board.ts";
import type { RewindTarget } from "./rewind_rows.ts";
import type { SentEvents, SentFile, SentRecords } from "./records.ts";
import type { TableState } from "../format/table_state.ts";
import type { ColumnDef } from "../format/tables.ts";

/** The options with which the writer's worker is started. */
export interface WriterOptions {
  /** The board's folder, absolute. */
  boardDir: string;
  /** What tells this folder from another of its name, as `identityOf()` has it; none where it is not made. */
  folderId?: string;
  /** `duckdb`, `parquet`, `memory`, or the address of a backend module. */
  backend: string;
  /** What the journal keeps of the board's metadata. */
  metadata: Metadata;
  /** How often rows are committed automatically, in milliseconds. */
  flushIntervalMs: number;
  /** How long a flush waits for files that another process holds, in milliseconds. */
  busyTimeoutMs: number;
  /** Whether to write the journal alone: earlier writers failed with the backend. */
  journalOnly: boolean;
  /** How long `output.log` was when the writer before this one had written all that it acknowledged. */
  outputEnd?: number;
  /** The history that a new board begins with. */
  fork?: Fork;
  /** The row after which a board goes on, whose files no other writer has changed since it was locked. */
  rewind?: RewindTarget;
  /** From one sample of the machine to the next, in milliseconds; `undefined` for none. */
  sampleIntervalMs?: number;
  /** Why the writer before this one ended, for the log file. */
  restartReason?: string;
  /** The memory of the `SharedState` of both sides. */
  shared: SharedArrayBuffer;
}

/**
 * What a writer's worker has before all messages: from its start on, or as a message, where it was
 * started ahead of its board.
 */
export interface WriterStart {
  options: WriterOptions;
  /** Where requests with `reply: "sync"` are answered. */
  syncPort: MessagePort;
}

/** From the board to the writer. */
export type ToWriter =
  /** Columns of `metrics` that rows name from now on, by their numbers: 0, 1 and so on. */
  | { type: "columns"; columns: ColumnDef[] }
  /** Memory with rows of `metrics` to keep, the ones that will be published there included. */
  | { type: "chunk"; buffer: SharedArrayBuffer }
  /** The board waits for the writer to read the rows that are published. */
  | { type: "look" }
  /**
   * What a log call has besides scalars: images, tables and the like; its row is published before.
   * Its bytes are added to `SharedState.ackedRecordBytes`.
   */
  | { type: "records"; sent: SentRecords }
  /** Rows of an event table. Counted in `SharedState.ackedEvents` once the journal has them. */
  | { type: "events"; events: SentEvents }
  /** What the script has changed of the board's metadata. */
  | { type: "metadata"; changes: Partial<Metadata> }
  /** A file that was logged. Counted as `events`. */
  | { type: "file"; file: SentFile }
  /** Lines that the script printed. Counted in `SharedState.ackedOutputs` once they are written. */
  | { type: "output"; lines: string }
  | Request;

/** A request of the board. Each is answered once, in the order of the requests. */
export type Request =
  & {
    id: number;
    /** Where the board waits for the answer: in its event loop, or blocking. */
    reply: "async" | "sync";
  }
  & (
    /** Open the board, and tell what it holds. Writes nothing, but for a fork or a rewind, which come first. */
    | { type: "open" }
    /** Bring all earlier blocks into the backend's files. */
    | { type: "flush" }
    /** Flush, close the backend, verify, remove the journal. */
    | { type: "finish" }
  );

/** The id of the answer to all requests where the writer could not start. */
export const NO_REQUEST = 0;

/** A request before it has an id. */
export type RequestType = Request["type"];

/** From the writer to the board. */
export type FromWriter =
  | { type: "opened"; id: number; tables: TableState[] }
  /** The rows are on disk. */
  | { type: "done"; id: number }
  /** `location` says which rows are on disk, and where, as far as the writer knows. */
  | { type: "failed"; id: number; error: Error; location?: string }
  /** A message for the user, to be shown at once. */
  | { type: "problem"; message: string };

/** The answer to a request. */
export type Reply = Exclude<FromWriter, { type: "problem" }>;
