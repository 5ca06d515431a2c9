/**
 * The door between the board and its writer: every message that crosses it.
 * `shared_state.ts` has the memory that both sides see.
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
  /** The memory of the `SharedState` of both sides. */
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
