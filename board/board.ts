import { type BoardFolder, openBoardFolder } from "./board_folder.ts";
import { formatValue } from "./checks/format_value.ts";
import { BoardClosedError, BoardWriteError } from "../format/errors.ts";
import { endBySignal, finishAtExit, forgetAtExit } from "./process/exit_hooks.ts";
import { Histogram, type HistogramOptions, type HistogramValues } from "./media/histogram.ts";
import { DeferredRecord } from "./media/deferred_record.ts";
import type { Media, MediaData } from "./media/media.ts";
import { type CaptionOptions, type ImagesOptions, toImages, toMedia } from "./media/media_list.ts";
import { type BoardStatus, writeMetadata } from "../format/metadata.ts";
import { MetricsPacker } from "./scalars/metrics_packer.ts";
import { captureOutput, flushPartialLines, releaseOutput } from "./process/output_capture.ts";
import { type BoardOptions, resolveOptions } from "./options.ts";
import type { JsonValue } from "../format/json_value.ts";
import type { Scalar } from "./scalars/scalar.ts";
import { SharedPool } from "./memory/shared_pool.ts";
import { Table, type TableOptions, type TableRows } from "./media/table.ts";
import { WriterRequestError } from "./worker/writer_client.ts";
import { KEY_COLUMNS } from "../format/tables.ts";

/**
 * A block is posted when the last one was so long ago, or it has so many rows
 * or bytes. What is safe after 100 ms waits here, and for a writer that may be
 * busy with something for up to 70 ms: it loads a library.
 */
const BLOCK_MS = 20;
const BLOCK_ROWS = 4096;
const BLOCK_BYTES = 1024 ** 2;
/** Output is posted with the blocks, or when there is so much of it. */
const OUTPUT_CHARS = 64 * 1024;

/**
 * One run: a folder of its own, to which a script logs while it trains.
 *
 * A worker writes everything; only `flushSync()` and `finishSync()` wait for
 * the disk. A board that the script does not finish is finished when the
 * script ends.
 *
 * @example
 * ```ts
 * import { Board } from "@kohakuboard/client";
 * import { assertEquals } from "@std/assert";
 *
 * const board = new Board({
 *   name: "resnet_training",
 *   config: { lr: 0.001 },
 *   baseDir: Deno.makeTempDirSync(),
 *   backend: "memory",
 * });
 * for (let epoch = 0; epoch < 2; epoch++) {
 *   board.step();
 *   for (let batch = 0; batch < 10; batch++) {
 *     board.log({ "train/loss": 1 / (1 + batch), lr: 0.001 });
 *   }
 * }
 * await board.finish();
 * assertEquals(board.currentStep, 19);
 * assertEquals(board.globalStep, 1);
 * ```
 */
export class Board implements Disposable, AsyncDisposable {
  /** The board's folder, absolute. */
  readonly boardDir: string;
  readonly #folder: BoardFolder;
  readonly #packer: MetricsPacker;
  readonly #finishTimeoutMs: number;
  readonly #atExit = {
    finishAtExit: (status: BoardStatus) => this.#finishAtExit(status),
    leaveSignalToScript: (signal: number) => this.#folder.link.leaveSignalToScript(signal),
    reviveAfterExit: () => this.#resume(),
  };
  readonly #sink = { takeOutput: (lines: string) => this.#takeOutput(lines) };
  readonly #said = new Set<string>();
  /** Lines that the script printed and that are not posted yet. */
  #output = "";
  #step = -1;
  #globalStep: number | null = null;
  /** When the last block was posted, in milliseconds since 1970. */
  #lastPost = 0;
  #timer?: ReturnType<typeof setTimeout>;
  #closed = false;
  #finishing?: Promise<void>;
  /** All is on disk because the script seemed to end. */
  #suspended = false;
  /** An error came up, and no handler of the script's has shown yet that it goes on. */
  #crashing = false;

  /**
   * Creates a board, or resumes the one that `boardId` names: steps go on
   * after its last one, metrics keep their types.
   *
   * @param options See {@linkcode BoardOptions}; only `name` is required.
   * @throws {TypeError | RangeError} For an option that is not as it must be.
   * @throws {BoardLockedError} Where another Board writes the folder.
   * @throws {Error} Where the folder cannot be written, or holds what this
   * version cannot go on from. In all these cases nothing was changed.
   */
  constructor(options: BoardOptions) {
    const resolved = resolveOptions(options);
    this.boardDir = resolved.boardDir;
    this.#finishTimeoutMs = resolved.finishTimeoutMs;
    this.#folder = openBoardFolder(resolved, (message) => this.#say(message));
    const { tables } = this.#folder;
    const metrics = tables.find(({ table }) => table === "metrics");
    this.#packer = new MetricsPacker(
      resolved.onInvalid,
      metrics?.columns.slice(KEY_COLUMNS.length) ?? [],
      new SharedPool(resolved.maxQueueBytes),
    );
    for (const { lastStep, lastGlobalStep } of tables) {
      if (lastStep <= this.#step) continue;
      this.#step = lastStep;
      this.#globalStep = lastGlobalStep;
    }
    finishAtExit(this.#atExit);
    if (resolved.captureOutput) captureOutput(this.#sink);
  }

  /** What the run is called. */
  get name(): string {
    return this.#folder.metadata.name;
  }

  /** The name of the board's folder. */
  get boardId(): string {
    return this.#folder.metadata.board_id;
  }

  /** What was given as `config`, a copy. */
  get config(): { [key: string]: JsonValue } {
    return structuredClone(this.#folder.metadata.config);
  }

  /** `duckdb`, `parquet`, `memory`, or the address of a backend module. */
  get backend(): string {
    return this.#folder.metadata.backend;
  }

  /** The step of the last `log()` call, -1 before the first. */
  get currentStep(): number {
    return this.#step;
  }

  /** What `step()` has counted to, `null` before its first call. */
  get globalStep(): number | null {
    return this.#globalStep;
  }

  /**
   * Counts the global step on, which is an epoch, an optimizer step, or
   * whatever the script calls `step()` for: `null`, 0, 1, 2 and so on.
   *
   * @param increment How far; a positive integer.
   * @throws {RangeError} For any other increment.
   * @throws {BoardClosedError} After `finish()`.
   */
  step(increment = 1): void {
    this.#checkOpen("step()");
    const next = (this.#globalStep ?? -1) + increment;
    if (!Number.isSafeInteger(increment) || increment < 1 || !Number.isSafeInteger(next)) {
      throw new RangeError(
        `Cannot step: expected a positive integer, received ${formatValue(increment)}`,
      );
    }
    this.#globalStep = next;
  }

  /**
   * Logs some values as one step. Returns at once: about 100 ns for one number,
   * the time of copying them for images and histograms.
   *
   * @param values The values by name: scalars, {@linkcode Media},
   * {@linkcode Table}, {@linkcode Histogram}. A name's first value fixes its
   * type; `null` and `undefined` leave the cell empty.
   * @throws {TypeError} For a value or a name that cannot be logged, and for
   * another type than the name's; nothing of the call is recorded.
   * @throws {RangeError} For a reserved name, one that differs from another
   * only in case, a `bigint` beyond ±2^53, a tensor of several elements.
   * @throws {BoardClosedError} After `finish()`.
   */
  log(values: { readonly [name: string]: Scalar | Media | Table | Histogram }): void {
    if (this.#closed || this.#suspended) this.#checkOpen("log()");
    if (typeof values !== "object" || values === null || Array.isArray(values)) {
      throw new TypeError(`Cannot log: expected values by metric, received ${formatValue(values)}`);
    }
    this.#log(values);
  }

  /**
   * Logs one image or several, as one step. Arrays of pixels become PNG files,
   * files and their bytes are kept as they are.
   *
   * @param name What they are logged under.
   * @param images Pixels, a tensor, a file's bytes, a `Blob`, a path or a file
   * URL, a {@linkcode Media}; or a list of such, not empty.
   * @param options `caption` for all, or `captions`, one for each.
   * @throws {TypeError | RangeError} For what is no image, and as
   * {@linkcode log}; nothing of the call is recorded.
   * @throws {BoardClosedError} After `finish()`.
   *
   * @example
   * ```ts
   * import { Board } from "@kohakuboard/client";
   * import { assertEquals } from "@std/assert";
   *
   * const board = new Board({ name: "images", baseDir: Deno.makeTempDirSync() });
   * const grey = { data: new Uint8Array(28 * 28), width: 28, height: 28 };
   * const tensor = { dims: [1, 3, 8, 8], data: new Float32Array(3 * 8 * 8) }; // 0 to 1
   * board.logImages("inputs", [grey, tensor], { captions: ["a digit", "a crop"] });
   * await board.finish();
   * assertEquals([...Deno.readDirSync(`${board.boardDir}/media`)].length, 2);
   * ```
   */
  logImages(
    name: string,
    images: MediaData | Media | readonly (MediaData | Media)[],
    options: ImagesOptions = {},
  ): void {
    this.#logDeferred(
      "logImages()",
      name,
      new DeferredRecord("medium", () => toImages(images, options)),
    );
  }

  /**
   * Logs a video as one step; its file is kept as it is.
   *
   * @param name What it is logged under.
   * @param video A file's bytes, a `Blob`, a path or a file URL, a {@linkcode Media}.
   * The file is read soon after the call, so it must stay until then.
   * @param options What stands under it.
   * @throws {TypeError | RangeError} For what is no video, and as
   * {@linkcode log}; nothing of the call is recorded.
   * @throws {BoardClosedError} After `finish()`.
   */
  logVideo(name: string, video: MediaData | Media, { caption }: CaptionOptions = {}): void {
    const later = new DeferredRecord("medium", () => [toMedia("video", video, caption)]);
    this.#logDeferred("logVideo()", name, later);
  }

  /**
   * Logs a sound as one step. Samples become a WAV file of 16 bits a sample,
   * other files are kept as they are.
   *
   * @param name What it is logged under.
   * @param audio Samples, a file's bytes, a `Blob`, a path or a file URL, a
   * {@linkcode Media}. A file is read soon after the call, so it must stay until then.
   * @param options What stands under it.
   * @throws {TypeError | RangeError} For what is no sound, and as
   * {@linkcode log}; nothing of the call is recorded.
   * @throws {BoardClosedError} After `finish()`.
   */
  logAudio(name: string, audio: MediaData | Media, { caption }: CaptionOptions = {}): void {
    const later = new DeferredRecord("medium", () => [toMedia("audio", audio, caption)]);
    this.#logDeferred("logAudio()", name, later);
  }

  /**
   * Logs a table as one step.
   *
   * @param name What it is logged under.
   * @param table A {@linkcode Table}, or what one is made of.
   * @param options Columns and their types, where `table` is no Table yet.
   * @throws {TypeError | RangeError} For what is no table, and as
   * {@linkcode log}; nothing of the call is recorded.
   * @throws {BoardClosedError} After `finish()`.
   */
  logTable(name: string, table: Table | TableRows, options?: TableOptions): void {
    const later = new DeferredRecord("table", () => {
      if (!(table instanceof Table)) return new Table(table, options);
      if (options === undefined) return table;
      throw new TypeError("expected a Table or options, received both");
    });
    this.#logDeferred("logTable()", name, later);
  }

  /**
   * Logs a histogram as one step.
   *
   * @param name What it is logged under.
   * @param values A {@linkcode Histogram}, or what one is made of.
   * @param options Bins and range, where `values` is no Histogram yet.
   * @throws {TypeError | RangeError} For what is no histogram, and as
   * {@linkcode log}; nothing of the call is recorded.
   * @throws {BoardClosedError} After `finish()`.
   */
  logHistogram(
    name: string,
    values: Histogram | HistogramValues,
    options?: HistogramOptions,
  ): void {
    const later = new DeferredRecord("histogram", () => {
      if (!(values instanceof Histogram)) return new Histogram(values, options);
      if (options === undefined) return values;
      throw new TypeError("expected a Histogram or options, received both");
    });
    this.#logDeferred("logHistogram()", name, later);
  }

  #logDeferred(call: string, name: string, later: DeferredRecord): void {
    this.#checkOpen(call);
    if (typeof name !== "string") {
      throw new TypeError(`Cannot call ${call}: expected a name, received ${formatValue(name)}`);
    }
    this.#log({ [name]: later });
  }

  /** One step. */
  #log(values: Readonly<Record<string, unknown>>): void {
    const now = Date.now();
    const packer = this.#packer;
    packer.add(this.#step + 1, this.#globalStep, now, values);
    this.#step++;
    if (packer.records.pending) this.#postRecords(now);
    const sincePost = now - this.#lastPost;
    if (
      packer.rowCount >= BLOCK_ROWS || packer.byteCount >= BLOCK_BYTES ||
      sincePost >= BLOCK_MS || sincePost < 0 // The clock was set back.
    ) {
      this.#postBlock(now);
    } else if (this.#timer === undefined) {
      this.#startTimer();
    }
  }

  /**
   * Resolves when all that was logged so far is in the backend's own files,
   * fsynced, for any reader of them. The script may log on meanwhile, and need
   * not wait: calls that come faster than commits share one, and one that fails
   * without anybody waiting for it does not end the script.
   *
   * @throws {BoardWriteError} Where it cannot be brought there; it says where it is.
   * @throws {BoardClosedError} After `finish()`.
   */
  flush(): Promise<void> {
    const flushed = this.#flush();
    // It stands in writer.log too. After the end it is the script's mistake, and no run's failure.
    if (!this.#closed) flushed.catch(() => {});
    return flushed;
  }

  async #flush(): Promise<void> {
    this.#checkOpen("flush()");
    this.#postBlock();
    try {
      await this.#folder.link.request("flush", this.#finishTimeoutMs);
    } catch (error) {
      throw this.#writeError("flush", error);
    }
  }

  /** Like {@linkcode flush}, but blocks until it is done: for loops that never await. */
  flushSync(): void {
    this.#checkOpen("flushSync()");
    this.#postBlock();
    try {
      this.#folder.link.requestSync("flush", this.#finishTimeoutMs);
    } catch (error) {
      throw this.#writeError("flush", error);
    }
  }

  /**
   * Ends the run: brings everything to disk, verifies it, stops the worker.
   * Safe to call twice.
   *
   * @throws {BoardWriteError} Where something is only in the journal; the next
   * Board with the same id brings it in.
   */
  finish(): Promise<void> {
    if (this.#closed) return this.#finishing ?? Promise.resolve();
    this.#revive();
    this.#finishing = this.#finish();
    return this.#finishing;
  }

  /** Like {@linkcode finish}, but blocks until it is done. */
  finishSync(): void {
    if (this.#closed && !this.#folder.lock.held) return;
    this.#revive();
    this.#finishSync("finished");
  }

  /** The same as {@linkcode finish}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.finish();
  }

  /** The same as {@linkcode finishSync}, for `using`. */
  [Symbol.dispose](): void {
    this.finishSync();
  }

  async #finish(): Promise<void> {
    this.#close();
    try {
      await this.#folder.link.request("finish", this.#finishTimeoutMs);
    } catch (error) {
      this.#release("crashed", { allOnDisk: false });
      throw this.#writeError("finish", error);
    }
    this.#release("finished", { allOnDisk: true });
  }

  #finishSync(status: BoardStatus): void {
    this.#close();
    try {
      this.#folder.link.requestSync("finish", this.#finishTimeoutMs);
    } catch (error) {
      this.#release("crashed", { allOnDisk: false });
      throw this.#writeError("finish", error);
    }
    this.#release(status, { allOnDisk: true });
  }

  /** No further rows. */
  #close(): void {
    this.#closed = true;
    releaseOutput(this.#sink);
    this.#postBlock();
    clearTimeout(this.#timer);
  }

  /** Gives back all that the board holds. Safe to call twice. */
  #release(status: BoardStatus, { allOnDisk }: { allOnDisk: boolean }): void {
    if (!this.#folder.lock.held) return;
    this.#writeStatus(status);
    this.#folder.link.stop({ allOnDisk });
    this.#folder.lock.release();
    forgetAtExit(this.#atExit);
  }

  #finishAtExit(status: BoardStatus): void {
    if (this.#suspended) return;
    if (status === "crashed") {
      this.#crashing = true;
      flushPartialLines();
    }
    this.#suspended = true;
    try {
      if (status !== "crashed") return this.#finishSync(status);
      // The board stays usable: the script may have a handler for its error.
      this.#postBlock();
      this.#folder.link.requestSync("finish", this.#finishTimeoutMs);
      this.#writeStatus(status);
      this.#folder.lock.release();
    } catch (error) {
      this.#say(
        error instanceof BoardWriteError
          ? error.message
          : this.#writeError("finish", error).message,
      );
    }
  }

  /** The script's handler took the error. */
  #resume(): void {
    this.#crashing = false;
    this.#revive();
  }

  /** There is more after all: from a handler, say, that logs the error it was given. */
  #revive(): void {
    if (!this.#suspended || this.#closed) return;
    this.#suspended = false;
    this.#folder.lock.take();
    this.#writeStatus("running");
  }

  #writeStatus(status: BoardStatus): void {
    const { metadata } = this.#folder;
    const isEnd = status !== "running";
    metadata.status = isEnd && this.#crashing ? "crashed" : status;
    metadata.finished_at = isEnd ? new Date().toISOString() : undefined;
    try {
      writeMetadata(this.boardDir, metadata);
    } catch (error) {
      this.#say(`Cannot write metadata.json: ${error instanceof Error ? error.message : error}`);
    }
  }

  #takeOutput(lines: string): void {
    this.#revive();
    this.#output += lines;
    if (this.#output.length >= OUTPUT_CHARS) this.#postOutput();
    else if (this.#timer === undefined) this.#startTimer();
  }

  #postOutput(): void {
    if (this.#output === "") return;
    this.#folder.link.postOutput(this.#output);
    this.#output = "";
  }

  #postBlock(now: number = Date.now()): void {
    this.#postOutput();
    const packer = this.#packer;
    if (packer.rowCount === 0) return;
    this.#lastPost = now;
    const { byteCount } = packer;
    const { link } = this.#folder;
    const block = packer.take();
    link.post(block, byteCount, () => packer.recycle(block));
    // A loop that never yields sees no signal; here it meets it.
    const ending = this.#closed || this.#suspended;
    if (link.systemSignal !== 0 && !ending) endBySignal(link.systemSignal);
  }

  #postRecords(now: number): void {
    const shipment = this.#packer.records.take(this.#step, this.#globalStep, now);
    if (shipment === undefined) return;
    const { link } = this.#folder;
    link.postRecords(shipment.records, shipment.byteCount, shipment.release);
    // Posting the rows waits; those logged before must not wait here.
    if (link.isFull) this.#postBlock(now);
  }

  #startTimer(): void {
    const timer = setTimeout(() => {
      this.#timer = undefined;
      this.#postBlock();
    }, BLOCK_MS);
    Deno.unrefTimer(timer);
    this.#timer = timer;
  }

  #checkOpen(call: string): void {
    this.#revive();
    if (!this.#closed) return;
    throw new BoardClosedError(`Cannot call ${call}: the board "${this.name}" is finished`);
  }

  #writeError(what: string, error: unknown): BoardWriteError {
    const cause = error instanceof WriterRequestError ? error.cause as Error : error as Error;
    const location = error instanceof WriterRequestError ? error.location : undefined;
    return new BoardWriteError(
      `Cannot ${what} the board ${this.boardDir}: ${cause.message}. ` +
        `${location ?? "What the writer has taken is in the journal"}. A Board with the ` +
        `boardId "${this.boardId}" brings in what is in the journal, ${this.boardDir}/data/journal`,
      [cause],
    );
  }

  /** Says each thing once. */
  #say(message: string): void {
    if (this.#said.has(message)) return;
    this.#said.add(message);
    console.error(`kohakuboard: ${message}`);
  }
}
