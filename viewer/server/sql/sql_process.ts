/**
 * Queries of the user's own, in a process of their own: one that takes too
 * much time or memory ends that process, not the viewer. It has no right to
 * write, to start programs, or to use the network.
 *
 * The module is both sides: run as a program, it answers one JSON line for
 * each line of stdin.
 *
 * @module
 */
import { openBoard, openBoards } from "../../../reader/mod.ts";
import type { ErrorReply, Json, SqlParam, SqlReply } from "../../protocol/api.ts";
import { readLines } from "./read_lines.ts";
import { RequestError } from "../http/request_error.ts";
import { toJson } from "../http/to_json.ts";
import { toRequestError } from "../http/to_request_error.ts";

/** A query, and what it is asked of. */
export interface SqlTask {
  query: string;
  params?: SqlParam[] | { [name: string]: SqlParam };
  maxRows: number;
  timeoutMs: number;
  /** One board, absolute. */
  boardDir?: string;
  /** Or some boards of a folder, absolute. */
  baseDir?: string;
  ids?: string[];
}

type TaskEnd = { reply: SqlReply } | { error: ErrorReply; status: number };

/** What DuckDB may take for one query, in bytes. */
const MEMORY_BYTES = 512 * 1024 ** 2;
/** What JavaScript may take for its answer, in MiB. */
const HEAP_MIB = 512;
const MAX_ANSWER = 64 * 1024 ** 2;
/** DuckDB is told to stop first; what does not listen is ended after this. */
const GRACE_MS = 500;
const IDLE_MS = 30_000;
const FLAGS = ["--quiet", "--no-prompt", "--no-lock", "--no-check"];

/** A process that runs one query at a time; it is started with the first one, and again after it was ended. */
export class SqlProcess {
  #child?: Deno.ChildProcess;
  #lines?: AsyncGenerator<string>;
  #idle?: ReturnType<typeof setTimeout>;

  /**
   * Runs a query.
   *
   * @throws {RequestError} Where it has no answer.
   */
  async run(task: SqlTask, signal?: AbortSignal): Promise<SqlReply> {
    clearTimeout(this.#idle);
    let end: RequestError | undefined;
    const stop = (reason: RequestError) => {
      end ??= reason;
      void this.close();
    };
    const onAbort = () => stop(new RequestError("cancelled", "The query was cancelled"));
    const late = `The query took longer than ${task.timeoutMs} ms`;
    if (signal?.aborted) throw new RequestError("cancelled", "The query was cancelled");
    signal?.addEventListener("abort", onAbort, { once: true });
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      const lines = await this.#start();
      timer = setTimeout(
        () => stop(new RequestError("timeout", late)),
        task.timeoutMs + GRACE_MS,
      );
      const answer = await this.#ask(lines, task);
      if ("reply" in answer) return answer.reply;
      throw new RequestError(answer.error.kind, answer.error.error, { status: answer.status });
    } catch (error) {
      if (end !== undefined) throw end;
      if (error instanceof RequestError) throw error;
      this.close();
      throw new RequestError(
        "failed",
        "The query took too much memory, or has too long an answer",
        {
          status: 400,
          cause: error,
        },
      );
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      this.#idle = setTimeout(() => void this.close(), IDLE_MS);
      Deno.unrefTimer(this.#idle as unknown as number);
    }
  }

  /** Ends the process, and waits for its end. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const child = this.#child;
    this.#child = undefined;
    this.#lines = undefined;
    if (child === undefined) return;
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    child.ref(); // Else nothing might be left that keeps us until then.
    await child.status;
    await child.stdin.abort().catch(() => {});
  }

  /** Waits until it is ready: that takes no query's time. */
  async #start(): Promise<AsyncGenerator<string>> {
    if (this.#child !== undefined && this.#lines !== undefined) return this.#lines;
    const rights = ["--allow-read", "--allow-ffi", "--allow-env", "--allow-sys"];
    // The folder that we are in may be anybody's, with a deno.json of theirs.
    const config = import.meta.url.startsWith("file:") ? [] : ["--no-config"];
    const heap = `--v8-flags=--max-old-space-size=${HEAP_MIB}`;
    try {
      this.#child = new Deno.Command(Deno.execPath(), {
        args: ["run", ...FLAGS, ...rights, ...config, heap, import.meta.url],
        stdin: "piped",
        stdout: "piped",
        stderr: "null",
      }).spawn();
    } catch (cause) {
      const { message } = cause as Error;
      throw new RequestError("failed", `Cannot start a process for the query: ${message}`, {
        cause,
      });
    }
    this.#child.unref();
    this.#lines = readLines(this.#child.stdout, MAX_ANSWER);
    const lines = this.#lines;
    if ((await lines.next()).done) throw new Error("It does not start");
    return lines;
  }

  async #ask(lines: AsyncGenerator<string>, task: SqlTask): Promise<TaskEnd> {
    const writer = this.#child!.stdin.getWriter();
    try {
      await writer.write(new TextEncoder().encode(`${JSON.stringify(task)}\n`));
    } finally {
      writer.releaseLock();
    }
    const { value, done } = await lines.next();
    if (done) throw new Error("It has ended");
    return JSON.parse(value);
  }
}

async function runTask(task: SqlTask): Promise<TaskEnd> {
  const start = performance.now();
  try {
    const { query, params, maxRows, timeoutMs, boardDir, baseDir = "", ids } = task;
    const limits = { memoryLimitBytes: MEMORY_BYTES };
    await using reader = boardDir === undefined
      ? await openBoards(baseDir, { ids }, limits)
      : await openBoard(boardDir, limits);
    const { columns, rows, truncated } = await reader.sql(query, params, { maxRows, timeoutMs });
    const cells = rows.map((row) => row.map(toJson)) as Json[][];
    return {
      reply: { columns: [...columns], rows: cells, truncated, ms: performance.now() - start },
    };
  } catch (thrown) {
    const error = toRequestError(thrown);
    return { error: error.toReply(), status: error.status };
  }
}

if (import.meta.main) {
  const print = (text: string) => {
    const bytes = new TextEncoder().encode(`${text}\n`);
    for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
  };
  print("ready");
  for await (const line of readLines(Deno.stdin.readable, MAX_ANSWER)) {
    print(JSON.stringify(await runTask(JSON.parse(line))));
  }
}
