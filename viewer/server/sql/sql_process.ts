/**
 * Runs the user's own queries in a process of their own. A query that takes too
 * much time or memory ends that process, not the viewer. The process may read
 * the folder of boards, and has no other permission but to load DuckDB.
 *
 * The module is both sides: run as a program, it replies with one line of JSON
 * to each line of stdin.
 *
 * @module
 */
import { signedJson } from "../../../format/negative_zero.ts";
import { type ChildProcess, isCrash } from "../../../system/child_process.ts";
import { residentBytesOf } from "../../../system/resident_bytes.ts";
import { readStdin } from "../../../system/stdin.ts";
import { startTimeout, type Timer } from "../../../system/timer.ts";
import { writeOutput } from "../../../system/write_output.ts";
import type { SqlReply } from "../../protocol/api.ts";
import { RequestError } from "../http/request_error.ts";
import { startRestrictedProcess } from "../../../system/restricted_process.ts";
import { readLines } from "./read_lines.ts";
import type { SqlOutcome, SqlTask } from "./sql_task.ts";

/** How much memory JavaScript may use for a result, in MiB. */
const MAX_HEAP_MIB = 512;
/** How much memory the whole process may have: what DuckDB takes is not all in its own limit. */
const MAX_RESIDENT_BYTES = 1536 * 1024 ** 2;
const WATCH_MS = 100;
const MAX_LINE_BYTES = 64 * 1024 ** 2;
/** DuckDB stops a query that takes too long. If it has not, then this much later we do. */
const GRACE_MS = 500;
/** A process without queries ends after this time. */
const MAX_IDLE_MS = 30_000;
const TOO_MUCH_MEMORY = "The query took too much memory, or its result is too long";

/** The process of a query has crashed. The message says how. */
export class SqlCrashError extends Error {
  /** Always `"SqlCrashError"`. */
  override readonly name = "SqlCrashError";
}

/** A process that runs one query at a time. It starts with the next query, and again after it was ended. */
export class SqlProcess {
  readonly #baseDir: string;
  #child?: ChildProcess;
  #lines?: AsyncGenerator<string>;
  #idle?: Timer;

  /** A process for the boards in a folder, which is not started yet. */
  constructor(baseDir: string) {
    this.#baseDir = baseDir;
  }

  /**
   * Runs a query.
   *
   * @throws {RequestError} If the query has no result; with a {@linkcode SqlCrashError} as its cause
   * where the process has crashed.
   */
  async run(task: SqlTask, signal?: AbortSignal): Promise<SqlReply> {
    this.#idle?.stop();
    let stopReason: RequestError | undefined;
    const stop = (reason: RequestError) => {
      stopReason ??= reason;
      void this.close();
    };
    const onAbort = () => stop(new RequestError("cancelled", "The query was cancelled"));
    const timeout = new RequestError(
      "timeout",
      `The query took longer than ${task.timeoutMs} ms`,
    );
    if (signal?.aborted) throw new RequestError("cancelled", "The query was cancelled");
    signal?.addEventListener("abort", onAbort, { once: true });
    let timer: ReturnType<typeof setTimeout> | undefined;
    let watch: ReturnType<typeof setInterval> | undefined;
    try {
      const lines = await this.#start();
      timer = setTimeout(() => stop(timeout), task.timeoutMs + GRACE_MS);
      watch = setInterval(() => {
        if (this.#isTooLarge()) stop(new RequestError("failed", TOO_MUCH_MEMORY, { status: 400 }));
      }, WATCH_MS);
      const outcome = await this.#send(lines, task);
      if ("reply" in outcome) return outcome.reply;
      throw new RequestError(outcome.error.kind, outcome.error.error, { status: outcome.status });
    } catch (error) {
      if (stopReason !== undefined) throw stopReason;
      if (error instanceof RequestError) throw error;
      const end = await this.#ended();
      throw isCrash(end)
        ? new RequestError("failed", `${TOO_MUCH_MEMORY}, or DuckDB has crashed (${end})`, {
          status: 400,
          cause: new SqlCrashError(end),
        })
        : new RequestError("failed", TOO_MUCH_MEMORY, { status: 400, cause: error });
    } finally {
      clearTimeout(timer);
      clearInterval(watch);
      signal?.removeEventListener("abort", onAbort);
      this.#idle = startTimeout(() => void this.close(), MAX_IDLE_MS);
    }
  }

  /** Ends the process, and waits until it has ended. */
  async close(): Promise<void> {
    this.#idle?.stop();
    const child = this.#child;
    this.#child = undefined;
    this.#lines = undefined;
    await child?.kill();
  }

  /** Closes the process, which may have ended itself. @returns How it has ended. */
  async #ended(): Promise<string> {
    const ended = this.#child?.ended;
    await this.close();
    return await ended ?? "";
  }

  /** Waits until the process is ready: starting it does not count as time of the query. */
  async #start(): Promise<AsyncGenerator<string>> {
    if (this.#child !== undefined && this.#lines !== undefined) return this.#lines;
    try {
      this.#child = startRestrictedProcess(import.meta.url, this.#baseDir, MAX_HEAP_MIB);
    } catch (cause) {
      const { message } = cause as Error;
      throw new RequestError("failed", `Cannot start a process for the query: ${message}`, {
        cause,
      });
    }
    this.#lines = readLines(this.#child.stdout, MAX_LINE_BYTES);
    const lines = this.#lines;
    if ((await lines.next()).done) throw new Error("The process for queries does not start");
    return lines;
  }

  #isTooLarge(): boolean {
    const bytes = this.#child === undefined ? 0 : residentBytesOf(this.#child.pid) ?? 0;
    return bytes > MAX_RESIDENT_BYTES;
  }

  async #send(lines: AsyncGenerator<string>, task: SqlTask): Promise<SqlOutcome> {
    if (this.#child === undefined) throw new Error("The process for queries was ended");
    await this.#child.write(`${JSON.stringify(task)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error("The process for queries has ended");
    return JSON.parse(value);
  }
}

if (import.meta.main) {
  const { runSqlTask } = await import("./sql_task.ts"); // With DuckDB, which the other side needs not.
  writeOutput("stdout", "ready\n");
  for await (const line of readLines(readStdin(), MAX_LINE_BYTES)) {
    writeOutput("stdout", `${signedJson(await runSqlTask(JSON.parse(line)))}\n`);
  }
}
