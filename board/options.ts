import { isAlreadyExists, isNotFound } from "../system/error_code.ts";
import { infoOf } from "../system/file_info.ts";
import { createDir } from "../system/make_dir.ts";
import { basename, dirname, join, resolve } from "@std/path";
import type { JsonValue } from "../format/json_value.ts";
import { newBoardId } from "./board_id.ts";
import { formatValue } from "./checks/format_value.ts";
import { toJsonObject } from "./json_object.ts";
import type { OnInvalid } from "./scalars/metrics_packer.ts";

/** The options of a {@linkcode Board}. Only `name` is required. */
export interface BoardOptions {
  /** The run's name. Must not be empty; need not be unique. */
  name: string;
  /**
   * The name of the board's folder in `baseDir`: one path segment that is safe
   * on every file system. The id of an existing board resumes that board.
   * Default: `YYYYMMDD_HHMMSS_<8 hex digits>`, in local time.
   */
  boardId?: string;
  /** Hyperparameters and the like, as JSON; stored in `metadata.json`. Default: `{}`. */
  config?: { [key: string]: JsonValue };
  /**
   * The folder that holds the boards. It is created if it is missing; its
   * parent must exist.
   * Default: `./kohakuboard`.
   */
  baseDir?: string;
  /**
   * The storage format: `"duckdb"`, one file for SQL; `"parquet"`, files that
   * need no native code; `"memory"`, no files, for tests and dry runs; or the
   * URL of a module that exports `openBackend`. Default: `"duckdb"`, or that of
   * the resumed board.
   */
  backend?: "duckdb" | "parquet" | "memory" | URL;
  /**
   * Whether to copy what reaches the terminal to `logs/output.log`.
   * Default: `true`.
   */
  captureOutput?: boolean;
  /**
   * How often rows are committed to the backend's files automatically, in
   * milliseconds; less often if commits would take more than a tenth of the
   * writer's time. 10 or more. Default: 5000.
   */
  flushIntervalMs?: number;
  /**
   * How many logged bytes may wait for the writer, in bytes. When there are
   * more, `log()` blocks. 1 MiB or more. Default: 256 MiB.
   */
  maxQueueBytes?: number;
  /**
   * How long `flush()` and `finish()` may take, in milliseconds. Then they fail
   * and report which rows are only in the journal. 100 or more. Default: 30,000.
   */
  finishTimeoutMs?: number;
  /**
   * What happens to a value that cannot be logged. `"throw"`: the call throws,
   * and nothing of it is recorded. `"warn"`: the value is skipped, with one
   * warning per metric, and the rest of the call is recorded. Default: `"throw"`.
   */
  onInvalid?: OnInvalid;
}

/** {@linkcode BoardOptions}, checked and with their defaults. */
export interface ResolvedOptions {
  name: string;
  boardId: string;
  /** The absolute path of the board's folder. */
  boardDir: string;
  config?: { [key: string]: JsonValue };
  /** The name of a built-in backend or the URL of a module; `undefined` if the option was not given. */
  backend?: string;
  captureOutput: boolean;
  flushIntervalMs: number;
  maxQueueBytes: number;
  finishTimeoutMs: number;
  onInvalid: OnInvalid;
}

/** The names of the built-in backends. */
export const BACKENDS: readonly string[] = ["duckdb", "parquet", "memory"];

/**
 * Checks the options and adds their defaults. Does not touch the disk.
 *
 * @throws {TypeError | RangeError} For an option of the wrong type or out of range.
 */
export function resolveOptions(options: BoardOptions): ResolvedOptions {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(
      `Cannot create a board: expected options, received ${formatValue(options)}`,
    );
  }
  const { name, boardId, config, baseDir = "./kohakuboard", onInvalid = "throw" } = options;
  const { captureOutput = true } = options;
  if (typeof name !== "string" || name.trim() === "") {
    throw invalidOption("name", "a non-empty string", name);
  }
  if (typeof baseDir !== "string" || baseDir === "" || /[?\0]/.test(baseDir)) {
    throw invalidOption("baseDir", 'a path without "?", which DuckDB cannot open', baseDir);
  }
  if (typeof captureOutput !== "boolean") {
    throw invalidOption("captureOutput", "true or false", captureOutput);
  }
  if (onInvalid !== "throw" && onInvalid !== "warn") {
    throw invalidOption("onInvalid", '"throw" or "warn"', onInvalid);
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
 * Creates the base directory if it is missing. Its parent must exist: a path
 * whose parent is missing too is more likely mistyped.
 */
export function createBaseDir(boardDir: string): void {
  const baseDir = dirname(boardDir);
  try {
    createDir(baseDir);
  } catch (error) {
    if (isAlreadyExists(error)) {
      if (infoOf(baseDir).isDirectory) return;
      throw new Error(`Cannot create a board in ${baseDir}: it is not a folder`, { cause: error });
    }
    // Some file systems report ENOENT for a folder that they do not let us create.
    if (isNotFound(error) && !isThere(dirname(baseDir))) {
      throw new Error(
        `Cannot create a board in ${baseDir}: the folder ${dirname(baseDir)} does not exist; ` +
          `create it, or choose another baseDir`,
        { cause: error },
      );
    }
    throw notWritableError(baseDir, error);
  }
}

function isThere(path: string): boolean {
  try {
    infoOf(path);
    return true;
  } catch {
    return false;
  }
}

/** The error for a base directory in which nothing can be created. */
export function notWritableError(baseDir: string, cause: unknown): Error {
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
    // deno-lint-ignore no-control-regex -- control characters are among those refused
    !/[\u0000-\u001f<>:"/\\|?*]|^\.|^ |[. ]$/.test(id);
  if (safe && id !== "") return id;
  throw invalidOption(
    "boardId",
    'one path segment of at most 200 bytes, without <>:"/\\|?*, not beginning with a dot',
    id,
  );
}

function checkBackend(backend: unknown): string {
  if (backend instanceof URL) return backend.href;
  if (typeof backend === "string" && BACKENDS.includes(backend)) return backend;
  throw invalidOption(
    "backend",
    `${BACKENDS.map((name) => `"${name}"`).join(", ")} or a URL`,
    backend,
  );
}

function checkNumber<Name extends "flushIntervalMs" | "maxQueueBytes" | "finishTimeoutMs">(
  options: BoardOptions,
  name: Name,
  defaultValue: number,
  min: number,
  max: number,
): number {
  const value = options[name] ?? defaultValue;
  if (Number.isFinite(value) && value >= min && value <= max) return value;
  throw new RangeError(
    `Cannot create a board: expected the option ${name} to be a number from ${min} to ${max}, ` +
      `received ${formatValue(value)}`,
  );
}

function invalidOption(option: string, expected: string, received: unknown): TypeError {
  return new TypeError(
    `Cannot create a board: expected the option ${option} to be ${expected}, ` +
      `received ${formatValue(received)}`,
  );
}
