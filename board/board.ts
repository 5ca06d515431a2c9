/**
 * The public API, `Board`. It has more than 300 lines because most of them are
 * its docstrings. What it does is done elsewhere: `scalars/` and `media/` check
 * values and write them to shared memory, `worker/` looks after the writer that reads it,
 * `process/board_lifecycle.ts` ends the board.
 *
 * @module
 */
import { type BoardFolder, openBoardFolder } from "./board_folder.ts";
import { type Alert, alertLine, type AlertOptions, checkAlert, nonFiniteAlert } from "./alerts.ts";
import { wrapError } from "./checks/wrap_error.ts";
import { NonFiniteWatch } from "./scalars/non_finite_watch.ts";
import { checkRecord } from "./checks/check_record.ts";
import { formatValue } from "./checks/format_value.ts";
import { type FinishOptions, resolveFinish } from "./finish_options.ts";
import { deepFreeze } from "./checks/deep_freeze.ts";
import { EventLog } from "./event_log.ts";
import { type FileOptions, toLoggedFile } from "./files/logged_file.ts";
import { takeContent } from "./files/take_content.ts";
import type { LogValues } from "./log_values.ts";
import { DeferredRecord } from "./media/deferred_record.ts";
import { Histogram, type HistogramOptions, type HistogramValues } from "./media/histogram.ts";
import type { Media, MediaData } from "./media/media.ts";
import {
  type CaptionOptions,
  type ImagesOptions,
  toImages,
  toSingleMedium,
} from "./media/media_list.ts";
import { Table, type TableOptions, type TableRows } from "./media/table.ts";
import { SharedPool } from "./memory/shared_pool.ts";
import { type BoardOptions, resolveOptions } from "./options.ts";
import { RunDescription } from "./run_description.ts";
import { labelsOf } from "../format/run_labels.ts";
import { OutputPoster } from "./output_poster.ts";
import { ProblemReporter } from "./problem_reporter.ts";
import { BoardLifecycle } from "./process/board_lifecycle.ts";
import { whileOpening } from "./process/exit_hooks.ts";
import { MetricsPacker } from "./scalars/metrics_packer.ts";
import { scriptTime } from "./process/script_clock.ts";
import { toWriteError } from "./to_write_error.ts";
import { WriterThread } from "./worker/writer_thread.ts";
import type { JsonValue } from "../format/json_value.ts";
import type { SummaryRule, SummaryValue } from "../format/run_summary.ts";
import { isEventTable, KEY_COLUMNS } from "../format/tables.ts";

WriterThread.prepare();

/**
 * One run: a folder to which a script logs while it trains.
 *
 * A worker writes to the disk. The script waits for it only in `flushSync()`
 * and `finishSync()`, and in `log()` when more than `maxQueueBytes` are queued.
 * A board that the script does not finish is finished when the script ends.
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
  readonly #folder: BoardFolder;
  readonly #packer: MetricsPacker;
  readonly #events: EventLog;
  readonly #lifecycle: BoardLifecycle;
  readonly #description: RunDescription;
  readonly #finishTimeoutMs: number;
  readonly #problems = new ProblemReporter();
  readonly #watch?: NonFiniteWatch;
  #step = -1;
  #globalStep: number | null = null;

  /**
   * Creates a board. If `boardId` names an existing one, it is resumed: steps
   * continue after its last step, and its metrics keep their types.
   *
   * @param options See {@linkcode BoardOptions}; only `name` is required.
   * @throws {TypeError | RangeError} For an option of the wrong type or out of range.
   * @throws {BoardLockedError} Where another Board, of this process or another,
   * writes to the folder.
   * @throws {Error} Where the folder cannot be written, or cannot be resumed by
   * this version. No file is created or changed when the constructor throws.
   */
  constructor(options: BoardOptions) {
    const resolved = resolveOptions(options);
    this.#finishTimeoutMs = resolved.finishTimeoutMs;
    const problems = this.#problems;
    this.#folder = whileOpening(() =>
      openBoardFolder(resolved, (message) => problems.report(message))
    );
    const { tables, client } = this.#folder;
    const metrics = tables.find(({ table }) => table === "metrics");
    this.#packer = new MetricsPacker(
      resolved.onInvalid,
      metrics?.columns.slice(KEY_COLUMNS.length) ?? [],
      new SharedPool(resolved.maxQueueBytes),
      client,
      this.#watch = resolved.nonFinite && new NonFiniteWatch(resolved.nonFinite),
    );
    this.#events = new EventLog(tables, client);
    for (const { table, lastStep, lastGlobalStep } of tables) {
      if (isEventTable(table) || lastStep <= this.#step) continue;
      this.#step = lastStep;
      this.#globalStep = lastGlobalStep;
    }
    this.#lifecycle = new BoardLifecycle({
      folder: this.#folder,
      packer: this.#packer,
      output: new OutputPoster(client),
      problems,
      finishTimeoutMs: resolved.finishTimeoutMs,
      lastStep: () => this.#step,
    }, resolved.captureOutput);
    this.#description = new RunDescription(this.#folder, this.#lifecycle);
  }

  /** The absolute path of the board's folder, also where it was renamed since. */
  get boardDir(): string {
    return this.#folder.boardDir;
  }

  /** The run's name. */
  get name(): string {
    return this.#folder.metadata.name;
  }

  /** The name of the board's folder. */
  get boardId(): string {
    return this.#folder.metadata.board_id;
  }

  /**
   * The option `config`, with what {@linkcode updateConfig} has set. A copy, which is frozen: an
   * assignment to it would reach no file.
   */
  get config(): { readonly [key: string]: JsonValue } {
    return deepFreeze(structuredClone(this.#folder.metadata.config));
  }

  /** The option `group`, or that of the resumed board; `null` for none. */
  get group(): string | null {
    return labelsOf(this.#folder.metadata).group;
  }

  /** The option `rank`, or that of the resumed board; `null` for none. */
  get rank(): number | null {
    return labelsOf(this.#folder.metadata).rank;
  }

  /** The tags that this script has given, and those before it, if it resumes the board. */
  get tags(): readonly string[] {
    return Object.freeze(labelsOf(this.#folder.metadata).tags); // tag() adds more, and not push().
  }

  /** The notes as this script has left them; `null` for none. */
  get notes(): string | null {
    return labelsOf(this.#folder.metadata).notes;
  }

  /** `duckdb`, `parquet`, `memory`, or the URL of a backend module. */
  get backend(): string {
    return this.#folder.metadata.backend;
  }

  /** The step of the last call of `log()` or another `log` method; -1 before the first. */
  get currentStep(): number {
    return this.#step;
  }

  /** The global step, which `step()` counts; `null` before its first call. */
  get globalStep(): number | null {
    return this.#globalStep;
  }

  /**
   * Advances the global step: `null`, 0, 1, 2 and so on. What it counts is the
   * script's choice: epochs, say, or optimizer steps.
   *
   * @param increment How far to advance; a positive integer. `step(n)` is the
   * same as n calls of `step()`, so a first `step(5)` gives 4. Default: 1.
   * @throws {RangeError} For any other increment.
   * @throws {BoardClosedError} After `finish()`.
   */
  step(increment = 1): void {
    if (!(this instanceof Board)) throw detached("step");
    this.#lifecycle.checkOpen("step()");
    try {
      this.#globalStep = addSteps(this.#globalStep, increment);
    } finally {
      if (this.#lifecycle.isExiting) this.#lifecycle.settle();
    }
  }

  /**
   * Adds tags to the run, as the option `tags` has them. What a person changes of a run's tags and
   * notes, in the viewer or by `kobo edit`, holds all the same.
   *
   * @param tags At most 50 in all, of 1 to 100 characters each. One that the run has already stays.
   * @throws {TypeError | RangeError} For what is no tag, and for too many. None is added then.
   * @throws {BoardClosedError} After `finish()`.
   */
  tag(...tags: string[]): void {
    if (!(this instanceof Board)) throw detached("tag");
    this.#description.tag(tags);
  }

  /**
   * Adds a line to the run's notes.
   *
   * @param text Of at most 20,000 characters, together with the notes before it.
   * @throws {TypeError | RangeError} For what is no text, or too long. Nothing is added then.
   * @throws {BoardClosedError} After `finish()`.
   */
  note(text: string): void {
    if (!(this instanceof Board)) throw detached("note");
    this.#description.note(text);
  }

  /**
   * Says which value of each metric counts for the run as a whole: these are the columns of lists
   * of runs, in the viewer, `kobo list`, the reader and SQL. They are computed from all rows.
   *
   * @param rules By metric: `min`, `max` or `mean` of its finite values, `first` or `last` of all
   * that were logged, NaN included. A later call adds to it. Metrics may be logged later.
   * @throws {TypeError | RangeError} For what is no rule, for more than 1,000 metrics, and for more than
   * 256 KiB of names.
   * @throws {BoardClosedError} After `finish()`.
   *
   * @example
   * ```ts
   * import { Board } from "@kohakuboard/client";
   * import { openBoard } from "@kohakuboard/client/reader";
   * import { assertEquals } from "@std/assert";
   *
   * const board = new Board({ name: "summed_up", baseDir: Deno.makeTempDirSync() });
   * board.summary({ loss: "min", lr: "last" });
   * for (const loss of [3, 1, 2, NaN]) board.log({ loss, lr: loss / 10 });
   * board.summarize({ bestEpoch: 1 });
   * await board.finish();
   *
   * await using reader = await openBoard(board.boardDir);
   * assertEquals(await reader.summary(), { loss: 1, lr: NaN, bestEpoch: 1 });
   * ```
   */
  summary<Rules extends object>(
    rules: Rules & { readonly [Metric in keyof Rules]: SummaryRule },
  ): void {
    if (!(this instanceof Board)) throw detached("summary");
    this.#description.summary(rules);
  }

  /**
   * Sets values for the run as a whole, beside those of {@linkcode summary}; one with the name of a
   * metric goes before the metric's own.
   *
   * @param values Numbers, strings, booleans or `null`, by name. A later call adds to them.
   * @throws {TypeError | RangeError} For other values, for more than 1,000 names, and for more than 256
   * KiB of names and values.
   * @throws {BoardClosedError} After `finish()`.
   */
  summarize<Values extends object>(
    values: Values & { readonly [Name in keyof Values]: SummaryValue | bigint | undefined },
  ): void {
    if (!(this instanceof Board)) throw detached("summarize");
    this.#description.summarize(values);
  }

  /**
   * Sets values of the config, at any time. What they were, and when they changed, stays in
   * `config_changes` of `metadata.json`, and is shown with the config.
   *
   * @param values As the option `config`. They replace the config's values of the same names;
   * others stay.
   * @throws {TypeError | RangeError} As for the option `config`; the message has the path.
   * @throws {BoardClosedError} After `finish()`.
   */
  updateConfig(values: object): void {
    if (!(this instanceof Board)) throw detached("updateConfig");
    this.#description.updateConfig(values);
  }

  /**
   * Logs values as one step. Returns at once: one number takes 100 to 200 ns;
   * images and histograms take as long as their values take to copy.
   *
   * @param values The values by name: scalars, {@linkcode Media},
   * {@linkcode Table}, {@linkcode Histogram}. The first value of a name fixes
   * its type; `null` and `undefined` leave the cell empty.
   * @throws {TypeError} For a value or a name that cannot be logged, and for a
   * value of another type than the name's. Nothing of the call is recorded.
   * @throws {RangeError} For a reserved name, a name that differs from another
   * only in case, a `bigint` beyond ±2^53, a tensor of several elements.
   * @throws {BoardClosedError} After `finish()`.
   * @throws {Error} Where a getter or a method of a value calls `log()` itself.
   */
  log<Values extends object>(values: Values & LogValues<Values>): void;
  log(values: Readonly<Record<string, unknown>>, surplus?: unknown): void {
    // After a training step the caches hold other things, and each call in here costs a microsecond.
    if (!(this instanceof Board)) throw detached("log");
    if (values?.constructor !== Object) checkRecord(values);
    if (surplus !== undefined) throw tooManyArguments();
    if (!this.#lifecycle.needsCheck) return this.#addStep(values);
    this.#lifecycle.checkOpen("log()"); // Last: a board resumed in a handler of the exit has to end again.
    this.#logStep(values);
  }

  /**
   * Logs one image or several as one step. Arrays of pixels become PNG files;
   * encoded files and their bytes are stored unchanged.
   *
   * @param name The name to log them under.
   * @param images Pixels, a tensor, a file's bytes, a `Blob`, a path or a file
   * URL, a {@linkcode Media}; or a list of such. Of an empty list
   * only the step is recorded.
   * @param options `caption` for all images, or `captions`, one per image;
   * `valueRange`, the values that are black and white.
   * @throws {TypeError | RangeError} For what is not an image, and as
   * {@linkcode log}. Nothing of the call is recorded.
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
    if (!(this instanceof Board)) throw detached("logImages");
    const deferred = new DeferredRecord("medium", () => toImages(images, options));
    this.#logDeferred("logImages()", name, deferred);
  }

  /**
   * Logs a video as one step. Its file is stored unchanged.
   *
   * @param name The name to log it under.
   * @param video A file's bytes, a `Blob`, a path or a file URL, a {@linkcode Media}.
   * A file of more than 4 MiB is copied soon after the call, and must not change until then.
   * @param options Its caption.
   * @throws {TypeError | RangeError} For what is not a video, and as
   * {@linkcode log}. Nothing of the call is recorded.
   * @throws {BoardClosedError} After `finish()`.
   */
  logVideo(name: string, video: MediaData | Media, options: CaptionOptions = {}): void {
    if (!(this instanceof Board)) throw detached("logVideo");
    const deferred = new DeferredRecord("medium", () => [toSingleMedium("video", video, options)]);
    this.#logDeferred("logVideo()", name, deferred);
  }

  /**
   * Logs audio as one step. Samples become a WAV file with 16 bits per sample;
   * other files are stored unchanged.
   *
   * @param name The name to log it under.
   * @param audio Samples, a file's bytes, a `Blob`, a path or a file URL, a
   * {@linkcode Media}. A file of more than 4 MiB is copied soon after the call, and
   * must not change until then.
   * @param options Its caption.
   * @throws {TypeError | RangeError} For what is not audio, and as
   * {@linkcode log}. Nothing of the call is recorded.
   * @throws {BoardClosedError} After `finish()`.
   */
  logAudio(name: string, audio: MediaData | Media, options: CaptionOptions = {}): void {
    if (!(this instanceof Board)) throw detached("logAudio");
    const deferred = new DeferredRecord("medium", () => [toSingleMedium("audio", audio, options)]);
    this.#logDeferred("logAudio()", name, deferred);
  }

  /**
   * Logs a table as one step.
   *
   * @param name The name to log it under.
   * @param table A {@linkcode Table}, or the rows to make one of.
   * @param options Columns and their types. Only with rows, not with a Table.
   * @throws {TypeError | RangeError} For what is not a table, and as
   * {@linkcode log}. Nothing of the call is recorded.
   * @throws {BoardClosedError} After `finish()`.
   */
  logTable(name: string, table: Table | TableRows, options?: TableOptions): void {
    if (!(this instanceof Board)) throw detached("logTable");
    const deferred = new DeferredRecord("table", () => {
      if (!(table instanceof Table)) return new Table(table, options);
      if (options === undefined) return table;
      throw new TypeError("expected a Table or options, received both");
    });
    this.#logDeferred("logTable()", name, deferred);
  }

  /**
   * Logs a histogram as one step.
   *
   * @param name The name to log it under.
   * @param values A {@linkcode Histogram}, or the numbers to make one of.
   * @param options Bins and range. Only with numbers, not with a Histogram.
   * @throws {TypeError | RangeError} For what is not a histogram, and as
   * {@linkcode log}. Nothing of the call is recorded.
   * @throws {BoardClosedError} After `finish()`.
   */
  logHistogram(
    name: string,
    values: Histogram | HistogramValues,
    options?: HistogramOptions,
  ): void {
    if (!(this instanceof Board)) throw detached("logHistogram");
    const deferred = new DeferredRecord("histogram", () => {
      if (!(values instanceof Histogram)) return new Histogram(values, options);
      if (options === undefined) return values;
      throw new TypeError("expected a Histogram or options, received both");
    });
    this.#logDeferred("logHistogram()", name, deferred);
  }

  /**
   * Logs a file, a checkpoint say: its content is kept in the board's folder `files/`, each content
   * once. It takes no step: its row in the table `files` has that of the last log call.
   *
   * @param name The name to log it under.
   * @param path A path or a file URL. A file of more than 4 MiB is copied soon after the call: it may
   * be removed or replaced meanwhile, but not written to.
   * @param options How many contents of this name stay, and what to know of the file.
   * @throws {TypeError | RangeError} For a file that cannot be read, and wrong options. Nothing is
   * recorded.
   * @throws {BoardClosedError} After `finish()`.
   *
   * @example
   * ```ts
   * import { Board } from "@kohakuboard/client";
   * import { openBoard } from "@kohakuboard/client/reader";
   * import { assertEquals } from "@std/assert";
   *
   * const dir = Deno.makeTempDirSync();
   * const board = new Board({ name: "files", baseDir: dir });
   * for (let epoch = 0; epoch < 5; epoch++) {
   *   board.log({ loss: 1 / (1 + epoch) });
   *   Deno.writeTextFileSync(`${dir}/model.bin`, `weights of epoch ${epoch}`);
   *   board.logFile("checkpoint", `${dir}/model.bin`, { keep: 2, metadata: { epoch } });
   * }
   * await board.finish();
   *
   * await using reader = await openBoard(board.boardDir);
   * const files = await reader.files();
   * assertEquals(files.map(({ path }) => path !== null), [false, false, false, true, true]);
   * assertEquals(Deno.readTextFileSync(files[4]!.path!), "weights of epoch 4");
   * ```
   */
  logFile(name: string, path: string | URL, options: FileOptions = {}): void {
    if (!(this instanceof Board)) throw detached("logFile");
    const file = toLoggedFile(name, path, options);
    this.#lifecycle.checkOpen("logFile()");
    try {
      const content = takeContent(file, this.boardDir);
      const step = this.#step === -1 ? null : this.#step;
      const keys = { step, globalStep: this.#globalStep, timeMs: scriptTime() };
      this.#folder.client.postFile({
        ...file,
        ...content,
        ...keys,
        number: this.#events.nextNumber("files"),
      });
    } finally {
      if (this.#lifecycle.isExiting) this.#lifecycle.settle();
    }
  }

  /**
   * Raises an alert: a row of the table `alerts`, with the step of the last log call, and a line on
   * stderr. `kobo watch` tells of it.
   *
   * @param title What has happened, in at most 500 characters.
   * @param options More of it.
   * @throws {TypeError | RangeError} For what is no title or no such option.
   * @throws {BoardClosedError} After `finish()`.
   */
  alert(title: string, options: AlertOptions = {}): void {
    if (!(this instanceof Board)) throw detached("alert");
    this.#lifecycle.checkOpen("alert()");
    try {
      this.#raise(checkAlert(title, options));
    } catch (error) {
      throw wrapError("Cannot call alert()", error);
    } finally {
      if (this.#lifecycle.isExiting) this.#lifecycle.settle();
    }
  }

  #logDeferred(call: string, name: string, deferred: DeferredRecord): void {
    if (typeof name !== "string") {
      throw new TypeError(`Cannot call ${call}: expected a name, received ${formatValue(name)}`);
    }
    this.#lifecycle.checkOpen(call);
    this.#logStep({ [name]: deferred });
  }

  #logStep(values: Readonly<Record<string, unknown>>): void {
    if (this.#lifecycle.isExiting) return this.#logAtExit(values);
    this.#addStep(values);
  }

  /** A handler of the script's logs while the script exits. */
  #logAtExit(values: Readonly<Record<string, unknown>>): void {
    try {
      this.#addStep(values);
    } finally {
      this.#lifecycle.settle();
    }
  }

  #addStep(values: Readonly<Record<string, unknown>>): void {
    const nowMs = scriptTime();
    const packer = this.#packer;
    const { client } = this.#folder;
    const shipment = packer.add(this.#step + 1, this.#globalStep, nowMs, values);
    this.#step++;
    if (shipment !== undefined) client.postRecords(shipment);
    if (client.needsBoard) this.#answerWriter();
    if (packer.hasWarnings) packer.printWarnings();
    if (this.#watch?.hasFound) this.#alertNonFinite(this.#watch);
  }

  #answerWriter(): void {
    const { client } = this.#folder;
    if (client.systemSignal !== 0) this.#lifecycle.endIfSignalled();
    if (client.isWriterAsleep) client.wakeWriter();
  }

  #alertNonFinite(watch: NonFiniteWatch): void {
    for (const { metric, value } of watch.take()) this.#raise(nonFiniteAlert(metric, value));
  }

  #raise(alert: Alert): void {
    const { level, title, text } = alert;
    const position = { step: this.#step, globalStep: this.#globalStep };
    this.#events.add("alerts", { level, title, text }, position);
    console.error(alertLine(alert, this.#step));
  }

  /**
   * Resolves when everything logged so far is fsynced in the backend's own
   * files, where any reader of them sees it. The script may go on logging, and
   * need not await it: calls that come faster than commits share one commit,
   * and a failure that nobody awaits does not end the script.
   *
   * @throws {BoardWriteError} Where that failed; the message says where the rows are.
   * @throws {BoardClosedError} After `finish()`.
   */
  flush(): Promise<void> {
    if (!(this instanceof Board)) throw detached("flush");
    this.#packer.checkNotAdding("flush()");
    const flushed = this.#flush();
    // writer.log has the failure too. To flush a finished board is a mistake of the script, and
    // must not be hidden.
    if (!this.#lifecycle.isFinished) flushed.catch(() => {});
    return flushed;
  }

  async #flush(): Promise<void> {
    if (this.#lifecycle.isExiting) return this.flushSync(); // It would not be awaited.
    this.#lifecycle.checkOpen("flush()");
    try {
      await this.#folder.client.request("flush", this.#finishTimeoutMs);
    } catch (error) {
      throw toWriteError("flush", error, this.#folder);
    }
  }

  /** Like {@linkcode flush}, but blocks until it is done: for loops that never await. */
  flushSync(): void {
    if (!(this instanceof Board)) throw detached("flushSync");
    this.#packer.checkNotAdding("flushSync()");
    this.#lifecycle.checkOpen("flushSync()");
    try {
      this.#folder.client.requestSync("flush", this.#finishTimeoutMs);
    } catch (error) {
      throw toWriteError("flush", error, this.#folder);
    } finally {
      if (this.#lifecycle.isExiting) this.#lifecycle.settle();
    }
  }

  /**
   * Ends the run: writes everything to the backend's files, verifies them and
   * stops the worker. Safe to call twice.
   *
   * @param options How the run has ended. Default: `finished`; `crashed` if the script then ends
   * in the same turn of the event loop by an error that has passed this call (`using`, `finally`),
   * or with an exit code that is not 0.
   * @throws {TypeError | RangeError} For what is no such option.
   * @throws {BoardWriteError} Where some rows are only in the journal. A Board
   * with the same `boardId` recovers them.
   */
  finish(options?: FinishOptions): Promise<void> {
    if (!(this instanceof Board)) throw detached("finish");
    this.#packer.checkNotAdding("finish()");
    this.#reportSummary();
    return this.#lifecycle.finish(resolveFinish("finish()", options));
  }

  /** Like {@linkcode finish}, but blocks until it is done. */
  finishSync(options?: FinishOptions): void {
    if (!(this instanceof Board)) throw detached("finishSync");
    this.#packer.checkNotAdding("finishSync()");
    this.#reportSummary();
    this.#lifecycle.finishSync(resolveFinish("finishSync()", options));
  }

  #reportSummary(): void {
    if (!this.#lifecycle.isOpen) return;
    const problems = this.#description.problems(this.#packer.metricNames);
    for (const problem of problems) this.#problems.report(problem);
  }

  /** The same as {@linkcode finish}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.finish();
  }

  /** The same as {@linkcode finishSync}, for `using`. */
  [Symbol.dispose](): void {
    this.finishSync();
  }
}

// `board.summary.best = 3`, as in wandb, throws, and is not lost without a word.
Object.freeze(Board.prototype.summary);

/** `const { log } = board` leaves the board behind; to bind each method would make calls slower. */
function detached(method: string): TypeError {
  return new TypeError(
    `Cannot call ${method}(): it was called without its board; write board.${method}(…), or pass ` +
      `board.${method}.bind(board)`,
  );
}

/** What other trackers take as a second argument would be lost without a word. */
function tooManyArguments(): TypeError {
  return new TypeError(
    "Cannot log: expected one object of values, received 2 arguments or more; each call is a step " +
      "of its own, and board.step() counts epochs or the like",
  );
}

/** @throws {RangeError} Unless the increment is a positive integer. */
function addSteps(step: number | null, increment: number): number {
  if (!Number.isSafeInteger(increment) || increment < 1) {
    throw new RangeError(
      `Cannot step: expected a positive integer below 2^53, received ${formatValue(increment)}`,
    );
  }
  const next = (step ?? -1) + increment;
  if (Number.isSafeInteger(next)) return next;
  throw new RangeError(
    `Cannot step: expected a global step of at most 2^53 - 1, received ${increment} more than ${step}`,
  );
}
