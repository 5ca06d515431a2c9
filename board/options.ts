import { basename, dirname, join, resolve } from "@std/path";
import type { JsonValue } from "../format/json_value.ts";
import { newBoardId } from "./board_id.ts";
import { formatValue } from "./checks/format_value.ts";
import { toJsonObject } from "./json_object.ts";
import type { OnInvalid } from "./scalars/metrics_packer.ts";

/** What a board is created with. Only `name` is required. */
export interface BoardOptions {
  /** What the run is called. Not empty; need not be unique. */
  name: string;
  /**
   * The board's folder in `baseDir`: one path segment that every file system
   * takes. The id of a board that exists resumes it.
   * Default: `YYYYMMDD_HHMMSS_<8 hex digits>`, in local time.
   */
  boardId?: string;
  /** Hyperparameters and the like, kept in `metadata.json`. JSON. Default: `{}`. */
  config?: { [key: string]: JsonValue };
  /**
   * The folder that boards are in. It is created, its parent must exist.
   * Default: `./kohakuboard`.
   */
  baseDir?: string;
  /**
   * Where the rows go: `"duckdb"`, one file for SQL; `"parquet"`, no native
   * code; `"memory"`, nowhere, for tests and dry runs; or the URL of a module
   * that exports `openBackend`. Default: `"duckdb"`, or what the resumed board has.
   */
  backend?: "duckdb" | "parquet" | "memory" | URL;
  /**
   * Whether what the script prints is copied to `logs/output.log`.
   * Default: `true`.
   */
  captureOutput?: boolean;
  /**
   * How often the backend's files catch up with what was logged by
   * themselves, in milliseconds; less often where that would take more than a
   * tenth of the writer's time. 10 or more. Default: 5000.
   */
  flushIntervalMs?: number;
  /**
   * How many bytes may be logged and not yet taken over by the writer: `log()`
   * waits where it would be more. 1 MiB or more. Default: 256 MiB.
   */
  maxQueueBytes?: number;
  /**
   * How long `flush()` and `finish()` take at most, in milliseconds: after
   * this they report what is only in the journal. 100 or more. Default: 30,000.
   */
  finishTimeoutMs?: number;
  /**
   * What a value does that cannot be logged: `"throw"`, or `"warn"`, where it
   * is left out, said once a metric, and the rest of the call is kept.
   * Default: `"throw"`.
   */
  onInvalid?: OnInvalid;
}

/** Options with all their defaults, checked. */
export interface ResolvedOptions {
  name: string;
  boardId: string;
  /** Absolute. */
  boardDir: string;
  config?: { [key: string]: JsonValue };
  /** A built-in backend's name, or a module's address; `undefined` where none was asked for. */
  backend?: string;
  captureOutput: boolean;
  flushIntervalMs: number;
  maxQueueBytes: number;
  finishTimeoutMs: number;
  onInvalid: OnInvalid;
}

/** The backends that come with this module. */
export const BACKENDS: readonly string[] = ["duckdb", "parquet", "memory"];

/** Checks all options that can be checked without touching the disk. */
export function resolveOptions(options: BoardOptions): ResolvedOptions {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(
      `Cannot create a board: expected options, received ${formatValue(options)}`,
    );
  }
  const { name, boardId, config, baseDir = "./kohakuboard", onInvalid = "throw" } = options;
  const { captureOutput = true } = options;
  if (typeof name !== "string" || name.trim() === "") {
    throw invalid("name", "a text that is not empty", name);
  }
  if (typeof baseDir !== "string" || baseDir === "" || /[?\0]/.test(baseDir)) {
    throw invalid("baseDir", 'a path without "?", which DuckDB cannot keep apart', baseDir);
  }
  if (typeof captureOutput !== "boolean") {
    throw invalid("captureOutput", "true or false", captureOutput);
  }
  if (onInvalid !== "throw" && onInvalid !== "warn") {
    throw invalid("onInvalid", '"throw" or "warn"', onInvalid);
  }
  const id = boardId === undefined ? newBoardId() : checkBoardId(boardId);
  return {
    name,
    boardId: id,
    boardDir: join(resolve(baseDir), id),
    config: config === undefined ? undefined : toJsonObject("config", config),
    backend: options.backend === undefined ? undefined : checkBackend(options.backend),
    captureOutput,
    flushIntervalMs: checkNumber(options, "flushIntervalMs", 5000, 10, 2 ** 31 - 1),
    maxQueueBytes: checkNumber(
      options,
      "maxQueueBytes",
      256 * 1024 ** 2,
      1024 ** 2,
      Number.MAX_SAFE_INTEGER,
    ),
    finishTimeoutMs: checkNumber(options, "finishTimeoutMs", 30_000, 100, 2 ** 31 - 1),
    onInvalid,
  };
}

/**
 * Makes the base directory where only itself is missing: a path whose parent
 * is missing too is more likely mistyped.
 */
export function makeBaseDir(boardDir: string): void {
  const baseDir = dirname(boardDir);
  try {
    Deno.mkdirSync(baseDir);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      if (Deno.statSync(baseDir).isDirectory) return;
      throw new Error(`Cannot create a board in ${baseDir}: it is not a folder`, { cause: error });
    }
    // Some file systems say it of a folder that they do not let us make.
    if (error instanceof Deno.errors.NotFound && !isThere(dirname(baseDir))) {
      throw new Error(
        `Cannot create a board in ${baseDir}: the folder ${dirname(baseDir)} does not exist; ` +
          `create it, or choose another baseDir`,
        { cause: error },
      );
    }
    throw unwritable(baseDir, error);
  }
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The error for a base directory that nothing can be created in. */
export function unwritable(baseDir: string, cause: unknown): Error {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    `Cannot create a board in ${baseDir}: the folder cannot be written to (${message}); ` +
      `choose another baseDir`,
    { cause },
  );
}

function checkBoardId(id: unknown): string {
  const safe = typeof id === "string" && id === basename(id) && id.isWellFormed() &&
    new TextEncoder().encode(id).length <= 200 &&
    // deno-lint-ignore no-control-regex -- they are what is looked for
    !/[\u0000-\u001f<>:"/\\|?*]|^\.|^ |[. ]$/.test(id);
  if (safe && id !== "") return id;
  throw invalid(
    "boardId",
    'one path segment of at most 200 bytes, without <>:"/\\|?*, not beginning with a dot',
    id,
  );
}

function checkBackend(backend: unknown): string {
  if (backend instanceof URL) return backend.href;
  if (typeof backend === "string" && BACKENDS.includes(backend)) return backend;
  throw invalid("backend", `${BACKENDS.map((name) => `"${name}"`).join(", ")} or a URL`, backend);
}

function checkNumber<Name extends "flushIntervalMs" | "maxQueueBytes" | "finishTimeoutMs">(
  options: BoardOptions,
  name: Name,
  byDefault: number,
  least: number,
  most: number,
): number {
  const value = options[name] ?? byDefault;
  if (Number.isFinite(value) && value >= least && value <= most) return value;
  throw new RangeError(
    `Cannot create a board: expected the option ${name} to be a number from ${least} to ${most}, ` +
      `received ${formatValue(value)}`,
  );
}

function invalid(option: string, expected: string, received: unknown): TypeError {
  return new TypeError(
    `Cannot create a board: expected the option ${option} to be ${expected}, ` +
      `received ${formatValue(received)}`,
  );
}
