/**
 * The options of a board: what they are, and their checks. The file has more than 300 lines because
 * each option has its unit, range and default in its docstring.
 *
 * @module
 */
import { attempt } from "../system/attempt.ts";
import { isMissing } from "../system/error_code.ts";
import { isDeviceName } from "../system/path_segment.ts";
import { basename, dirname, fromFileUrl, join, resolve } from "@std/path";
import { HIVE_NO_VALUE } from "../format/hive_no_value.ts";
import type { JsonValue } from "../format/json_value.ts";
import { type AlertRules, checkAlertRules } from "./alerts.ts";
import { newBoardId } from "./board_id.ts";
import { checkOptions } from "./checks/check_options.ts";
import { formatValue } from "./checks/format_value.ts";
import { hasTilde, isFileUrl, WITHOUT_TILDE } from "./checks/local_path.ts";
import { checkPathLength } from "./checks/path_length.ts";
import { wrapError } from "./checks/wrap_error.ts";
import { toJsonObject } from "./json_object.ts";
import type { RunLabels } from "../format/run_labels.ts";
import type { WriterOptions } from "../writer/protocol.ts";
import type { RewindTarget } from "../writer/rewind_rows.ts";
import { checkRewind } from "./rewind/check_rewind.ts";
import { checkLabels, LABEL_OPTIONS, type LabelOptions } from "./run_labels.ts";
import type { OnInvalid } from "./scalars/metrics_packer.ts";

/** The options of a {@linkcode Board}. Only `name` is required. */
export interface BoardOptions extends LabelOptions {
  /** The run's name. Must not be empty; need not be unique. */
  name: string;
  /**
   * The name of the board's folder in `baseDir`: one path segment that is safe
   * on every file system. The id of an existing board resumes that board.
   * Default: `YYYYMMDD_HHMMSS_<8 hex digits>`, in local time.
   */
  boardId?: string;
  /**
   * Hyperparameters and the like, stored as JSON in `metadata.json`. Dates, typed arrays, maps and
   * instances of classes are converted as cells of a {@linkcode Table} are; NaN and ±Infinity become
   * their names. Default: `{}`.
   */
  config?: object;
  /**
   * The folder that holds the boards: a path, or a file URL. It is created if it is missing.
   * Default: `./kohakuboard`.
   */
  baseDir?: string | URL;
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
   * Whether to keep the script's address and arguments in `metadata.json`. What looks like a secret
   * among them is kept as `***` in any case; docs/logging.md has the rule. Default: `true`.
   */
  captureArgv?: boolean;
  /**
   * Begins a new board with the history of another one in `baseDir`, a finished one, up to a step:
   * steps go on after it, and its config is the default. Default: none.
   */
  forkFrom?: { boardId: string; step: number };
  /**
   * Resumes a board after an earlier row of it: the last one of a step, or of a global step. The rows
   * above are kept aside in the board's folder, where `kobo rewind --undo` finds them. Default: none.
   */
  rewindTo?: { step: number } | { globalStep: number };
  /**
   * Whether to sample what the machine does, in the table `system`, and how often: in seconds, 1 to
   * 86,400. `true` is every 10 s; with a backend of your own, nothing is sampled unless you say so.
   * Default: `true`.
   */
  systemMetrics?: boolean | { interval: number };
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
  /**
   * When the board raises an alert automatically: `{ nonFinite: "train/loss" }` at the first value of
   * the metric that is NaN or infinite. Default: never.
   */
  alertWhen?: AlertRules;
}

/** {@linkcode BoardOptions}, checked and with their defaults. */
export interface ResolvedOptions {
  name: string;
  boardId: string;
  /** The absolute path of the board's folder. */
  boardDir: string;
  config?: { [key: string]: JsonValue };
  /** What the script says of its run. */
  labels: Partial<RunLabels>;
  /** The name of a built-in backend or the URL of a module; `undefined` if the option was not given. */
  backend?: string;
  captureOutput: boolean;
  captureArgv: boolean;
  /** The history that it begins with. */
  fork?: { boardId: string; boardDir: string; step: number };
  /** The row after which it goes on. */
  rewind?: RewindTarget;
  /** Those that only the writer needs. */
  writer: Pick<WriterOptions, "flushIntervalMs" | "sampleIntervalMs">;
  maxQueueBytes: number;
  finishTimeoutMs: number;
  onInvalid: OnInvalid;
  /** The metrics to watch for values that are not finite; `true` for all. */
  nonFinite?: ReadonlySet<string> | true;
}

/** What wandb, trackio and TensorBoard call an option, and what it is called here. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  project: "baseDir",
  logDir: "baseDir",
  resume: "boardId",
  runId: "boardId",
  resumeFrom: "rewindTo",
  hparams: "config",
};

/** The names of all options. */
const OPTIONS = [
  ...Object.keys(
    {
      name: 0,
      boardId: 0,
      config: 0,
      baseDir: 0,
      backend: 0,
      captureOutput: 0,
      captureArgv: 0,
      forkFrom: 0,
      rewindTo: 0,
      systemMetrics: 0,
      flushIntervalMs: 0,
      maxQueueBytes: 0,
      finishTimeoutMs: 0,
      onInvalid: 0,
      alertWhen: 0,
    } satisfies Record<Exclude<keyof BoardOptions, keyof LabelOptions>, 0>,
  ),
  ...LABEL_OPTIONS,
];

const DEFAULT_SAMPLE_MS = 10_000;
/** A day: what is sampled less often says nothing of a run. */
const MAX_SAMPLE_SECONDS = 24 * 60 * 60;

/** The names of the built-in backends. */
export const BACKENDS: readonly string[] = ["duckdb", "parquet", "memory"];

/**
 * Checks the options and adds their defaults. Does not touch the disk.
 *
 * @throws {TypeError | RangeError} For an option of the wrong type or out of range.
 */
export function resolveOptions(options: BoardOptions): ResolvedOptions {
  checked(() => checkOptions(options, OPTIONS, "", OTHER_NAMES));
  const { name, boardId, config, onInvalid = "throw" } = options;
  const { captureOutput = true, captureArgv = true } = options;
  if (typeof name !== "string" || name.trim() === "") {
    throw invalidOption("name", "a non-empty string", name);
  }
  if (typeof captureOutput !== "boolean") {
    throw invalidOption("captureOutput", "true or false", captureOutput);
  }
  if (typeof captureArgv !== "boolean") {
    throw invalidOption("captureArgv", "true or false", captureArgv);
  }
  if (onInvalid !== "throw" && onInvalid !== "warn") {
    throw invalidOption("onInvalid", '"throw" or "warn"', onInvalid);
  }
  const id = boardId === undefined ? newBoardId() : checkNewBoardId(boardId);
  const boardDir = join(toBaseDir(options.baseDir), id);
  checkPathLength(boardDir);
  return {
    name,
    boardId: id,
    boardDir,
    labels: checked(() => checkLabels(options)),
    config: config === undefined ? undefined : checked(() => toJsonObject("config", config)),
    backend: options.backend === undefined ? undefined : checkBackend(options.backend),
    captureOutput,
    captureArgv,
    fork: options.forkFrom === undefined ? undefined : checkFork(options, boardDir),
    rewind: options.rewindTo === undefined ? undefined : checked(() => checkRewind(options)),
    writer: {
      flushIntervalMs: checkNumber(options, "flushIntervalMs", 5000, 10, 2 ** 31 - 1),
      sampleIntervalMs: checkSystemMetrics(options),
    },
    maxQueueBytes: checkNumber(
      options,
      "maxQueueBytes",
      256 * 1024 ** 2,
      1024 ** 2,
      Number.MAX_SAFE_INTEGER,
    ),
    finishTimeoutMs: checkNumber(options, "finishTimeoutMs", 30_000, 100, 2 ** 31 - 1),
    onInvalid,
    nonFinite: checked(() => checkAlertRules(options.alertWhen)),
  };
}

function checkFork(
  { forkFrom }: BoardOptions,
  boardDir: string,
): NonNullable<ResolvedOptions["fork"]> {
  checked(() => checkOptions(forkFrom, ["boardId", "step"], " in the option forkFrom"));
  const { boardId, step } = forkFrom!;
  if (!Number.isSafeInteger(step) || step < 0) {
    throw invalidOption("forkFrom.step", "an integer of 0 or more", step);
  }
  const parentDir = join(dirname(boardDir), checkBoardId(boardId, "forkFrom.boardId"));
  if (parentDir === boardDir) {
    throw invalidOption("forkFrom.boardId", "the id of another board than the new one", boardId);
  }
  return { boardId, boardDir: parentDir, step };
}

/** @returns The interval, in milliseconds; `undefined` where nothing is sampled. */
function checkSystemMetrics({ systemMetrics, backend }: BoardOptions): number | undefined {
  if (systemMetrics === undefined) {
    const isOwn = backend === undefined || BACKENDS.includes(String(backend));
    return isOwn ? DEFAULT_SAMPLE_MS : undefined;
  }
  if (typeof systemMetrics === "boolean") return systemMetrics ? DEFAULT_SAMPLE_MS : undefined;
  if (typeof systemMetrics !== "object") {
    throw invalidOption("systemMetrics", "true, false or { interval }, in seconds", systemMetrics);
  }
  checked(() => checkOptions(systemMetrics, ["interval"], " in the option systemMetrics"));
  const { interval } = systemMetrics;
  if (Number.isFinite(interval) && interval >= 1 && interval <= MAX_SAMPLE_SECONDS) {
    return 1000 * interval;
  }
  throw invalidOption(
    "systemMetrics.interval",
    `a number of seconds from 1 to ${MAX_SAMPLE_SECONDS}`,
    interval,
  );
}

/** The absolute path of one that may begin in the working directory, which may be gone. */
function absolutePath(path: string): string {
  try {
    return resolve(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new Error(
      `Cannot create a board: the working directory of this process was removed, and the baseDir ` +
        `${formatValue(path)} begins there; pass an absolute one, or Deno.chdir() to a folder ` +
        "that stays",
      { cause: error },
    );
  }
}

function checked<Result>(check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    throw wrapError("Cannot create a board", error);
  }
}

function toBaseDir(baseDir: unknown = "./kohakuboard"): string {
  const path = isFileUrl(baseDir) ? attempt(() => fromFileUrl(baseDir)) ?? baseDir : baseDir;
  if (path instanceof URL || typeof path === "string" && /^[a-z][a-z0-9+.-]+:\/\//i.test(path)) {
    throw invalidOption(
      "baseDir",
      "a folder of this machine, as a path or a file URL; `kobo sync` sends its boards elsewhere",
      `${baseDir}`,
    );
  }
  if (typeof path === "string" && (path === "~" || hasTilde(path))) {
    throw invalidOption("baseDir", WITHOUT_TILDE, baseDir);
  }
  if (typeof path === "string" && path !== "" && !/[?\0]/.test(path)) return absolutePath(path);
  throw invalidOption(
    "baseDir",
    'a path or a file URL, without "?", which DuckDB cannot open',
    baseDir,
  );
}

/** Boards of earlier versions may have that id, and be read and forked. */
function checkNewBoardId(id: unknown): string {
  if (id !== HIVE_NO_VALUE) return checkBoardId(id);
  throw invalidOption("boardId", "an id that data sets can have; this one is null to them", id);
}

function checkBoardId(id: unknown, option = "boardId"): string {
  const safe = typeof id === "string" && id === basename(id) && id.isWellFormed() &&
    new TextEncoder().encode(id).length <= 200 &&
    // deno-lint-ignore no-control-regex -- control characters are among those refused
    !/[\u0000-\u001f<>:"/\\|?*]|^\.|^ |[. ]$/.test(id) && !isDeviceName(id);
  if (safe && id !== "") return id;
  throw invalidOption(
    option,
    'one path segment of at most 200 bytes, without <>:"/\\|?*, not beginning with a dot, ' +
      "and no name of a device of Windows, as con or nul.txt",
    id,
  );
}

function checkBackend(backend: unknown): string {
  if (backend instanceof URL) return backend.href;
  if (typeof backend === "string" && BACKENDS.includes(backend)) return backend;
  throw invalidOption(
    "backend",
    `${BACKENDS.map((name) => `"${name}"`).join(", ")} or, for a module, a new URL(…)`,
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
