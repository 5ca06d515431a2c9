import { resolve } from "@std/path";
import type { BoardSummary } from "../reader/board_summary.ts";
import { listBoards } from "../reader/list_boards.ts";
import { syncAnnotations } from "../reader/annotations/sync_annotations.ts";
import { checkKnownOptions } from "../reader/shared/check_known_options.ts";
import { BoardNotFoundError } from "../reader/shared/errors.ts";
import { OPEN_OPTIONS, type OpenOptions } from "../reader/shared/open_options.ts";
import { messageOf } from "../system/message_of.ts";
import { removeTreeIfThere } from "../system/remove.ts";
import { sleep } from "../system/sleep.ts";
import { makeTempDir } from "../system/temp_dir.ts";
import { isOfBoard } from "./is_of_board.ts";
import { pushBoard } from "./board_push.ts";
import { checkTarget } from "./check_target.ts";
import { LocalBoard, settledVersion } from "./local_board.ts";
import { MeteredStore } from "./metered_store.ts";
import type { RemoteBoard } from "../stores/remote/remote_board.ts";
import { ByteRate } from "../stores/byte_rate.ts";
import { openStore } from "../stores/open_store.ts";
import { isOfStore, isStoreError, StoreError } from "../stores/store_error.ts";
import {
  checkSyncOptions,
  SYNC_OPTIONS,
  type SyncedBoards,
  type SyncOptions,
} from "./sync_options.ts";
import { SYNC_PARTS } from "./sync_parts.ts";

const INTERVAL_MS = 15_000;
/** So many runs that go on stay open between two rounds. */
const MAX_OPEN = 8;
/** So long a store that cannot be reached is left alone at most. */
const MAX_PAUSE_MS = 300_000;

/**
 * Sends boards to a store: a folder on another disk, a bucket of S3, or a team's server. There each board is a folder
 * of Parquet files, whatever its backend at home, which other tools read also while the run goes on.
 *
 * A run that goes on is sent up to now; the next sync sends what is new. A sync may be killed at any
 * moment: the next one, also of another process, goes on, and each row is there once. Nothing of a
 * board at home is changed.
 *
 * @example
 * ```ts
 * import { Board } from "@kohakuboard/client";
 * import { syncBoards } from "@kohakuboard/client/sync";
 * import { assertEquals } from "@std/assert";
 *
 * const dir = Deno.makeTempDirSync();
 * const board = new Board({ name: "sent", baseDir: `${dir}/kohakuboard` });
 * board.log({ loss: 0.5 });
 * await board.finish();
 *
 * const { sent, rows } = await syncBoards(`${dir}/kohakuboard`, `${dir}/elsewhere`);
 * assertEquals([sent, rows], [[board.boardId], 1]);
 * ```
 *
 * @param baseDir The folder that the boards are in.
 * @param target A folder, `s3://bucket/prefix`, or a server as `https://host`: one of an earlier sync, or with nothing in it.
 * @throws {StoreError} Where the target cannot be used; its `kind` says why.
 * @throws {BoardNotFoundError} Where a board that was named is not there.
 * @throws {RangeError} Where an option is out of its range.
 */
export async function syncBoards(
  baseDir: string,
  target: string,
  options: SyncOptions = {},
): Promise<SyncedBoards> {
  // A wrong target may name a key.
  checkKnownOptions("sync boards", options, [...SYNC_OPTIONS, ...OPEN_OPTIONS]);
  checkSyncOptions(options);
  checkApart(baseDir, target);
  const { follow = false, dryRun = false, intervalMs = INTERVAL_MS, signal } = options;
  await using sync = new Sync(baseDir, target, options);
  if (!follow) await checkTarget(sync.store, { dryRun, signal });
  let failures = 0;
  let isChecked = !follow;
  for (;;) {
    const start = performance.now();
    // A sync that follows may be started in an outage, as at a machine's start before the network's.
    isChecked ||= await sync.check();
    const isReached = isChecked && await sync.round();
    if (!follow) return sync.result();
    failures = isReached ? 0 : failures + 1;
    const pauseMs = Math.min(intervalMs * 2 ** failures, Math.max(intervalMs, MAX_PAUSE_MS));
    try {
      await sleep(Math.max(0, pauseMs - (performance.now() - start)), signal);
    } catch (error) {
      if (signal?.aborted) return sync.result();
      throw error;
    }
  }
}

/** What is kept from one round to the next. */
class Sync implements AsyncDisposable {
  readonly store: MeteredStore;
  readonly #baseDir: string;
  readonly #options: SyncOptions;
  readonly #open: OpenOptions;
  readonly #tempDir = makeTempDir("kobo_sync_");
  /** Boards of runs that go on stay open: what of them was read need not be read again. */
  readonly #boards = new Map<string, LocalBoard>();
  /** What is there of each of them. */
  readonly #remotes = new Map<string, RemoteBoard>();
  /** The version of each board that was sent and is written by nobody. */
  readonly #settled = new Map<string, string>();
  readonly #sent = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #failed = new Map<string, string>();
  readonly #problems = new Map<string, string[]>();
  /** Why titles, tags and notes were not sent in the last round. */
  #annotationProblem?: string;
  #rows = 0;
  #isOut = false;

  constructor(baseDir: string, target: string, options: SyncOptions) {
    this.#baseDir = baseDir;
    this.#options = options;
    const { memoryLimitBytes, busyTimeoutMs, verify } = options;
    this.#open = { memoryLimitBytes, busyTimeoutMs, verify };
    const { bytesPerSecond, dryRun = false } = options;
    const rate = bytesPerSecond === undefined ? undefined : new ByteRate(bytesPerSecond);
    this.store = new MeteredStore(openStore(target, options.s3, options.token), dryRun, rate);
  }

  /** Checks the target, and returns whether it could be reached. */
  async check(): Promise<boolean> {
    const { dryRun = false, signal } = this.#options;
    try {
      await checkTarget(this.store, { dryRun, signal });
      this.#isOut = false;
      return true;
    } catch (error) {
      if (signal?.aborted) return false;
      if (!isStoreError(error, "unavailable")) throw error;
      if (!this.#isOut) this.#options.onProblem?.(`${error.message}; it is tried again`);
      this.#isOut = true;
      return false;
    }
  }

  /** Sends what is new of all boards, and returns whether the store could be reached. */
  async round(): Promise<boolean> {
    const { signal, onProgress, follow } = this.#options;
    const boards = await this.#list();
    for (const [done, board] of boards.entries()) {
      if (follow && signal?.aborted) return true;
      signal?.throwIfAborted();
      const { boardId } = board;
      onProgress?.({ done, total: boards.length, boardId });
      try {
        await this.#push(board);
        if (this.#failed.delete(boardId)) this.#isOut = false;
      } catch (error) {
        if (signal?.aborted) {
          if (follow) return true;
          throw signal.reason;
        }
        if (!isOfBoard(error)) throw error;
        const isOutage = isOfStore(error) && error.kind !== "denied"; // A board may be another's.
        this.#fail(boardId, error, isOutage);
        if (isOutage) return false; // It is so for the others, too.
      }
    }
    const isReached = await this.#annotate(boards);
    onProgress?.({ done: boards.length, total: boards.length });
    return isReached;
  }

  /** Brings what people say of the boards together, and returns whether the store could be reached. */
  async #annotate(boards: readonly BoardSummary[]): Promise<boolean> {
    const { signal, dryRun, follow } = this.#options;
    if (dryRun) return true; // Else what is said there would be written here.
    const ids = boards.map(({ boardId }) => boardId);
    try {
      await syncAnnotations(this.store, this.#baseDir, ids, { signal });
      this.#annotationProblem = undefined;
      this.#isOut = false;
    } catch (error) {
      if (signal?.aborted) {
        if (follow) return true;
        throw signal.reason;
      }
      const problem = messageOf(error);
      // Who may not write them, or finds no room for them, may send boards all the same.
      const isOutage = isStoreError(error, "unavailable") || isStoreError(error, "no_store");
      const isKnown = isOutage ? this.#isOut : problem === this.#annotationProblem;
      this.#isOut ||= isOutage;
      this.#annotationProblem = problem;
      if (follow && !isKnown) {
        this.#options.onProblem?.(isOutage ? `${problem}; it is tried again` : problem);
      }
      return !isOutage;
    }
    return true;
  }

  result(): SyncedBoards {
    const { objects, bytes } = this.store;
    return {
      sent: [...this.#sent],
      unchanged: [...this.#seen].filter((id) => !this.#sent.has(id) && !this.#failed.has(id)),
      failed: [...this.#failed].map(([boardId, reason]) => ({ boardId, reason })),
      problems: [...this.#problems].flatMap(([boardId, problems]) =>
        problems.map((problem) => ({ boardId, problem }))
      ),
      ...(this.#annotationProblem !== undefined && { annotations: this.#annotationProblem }),
      rows: this.#rows,
      objects,
      bytes,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const board of this.#boards.values()) await board[Symbol.asyncDispose]();
    removeTreeIfThere(this.#tempDir);
    this.store[Symbol.dispose]();
  }

  async #list(): Promise<BoardSummary[]> {
    const { boards } = this.#options;
    const wanted = boards && new Set(boards);
    const where = ({ boardId }: BoardSummary) => wanted?.has(boardId) ?? true;
    const found = await listBoards(this.#baseDir, { where, counts: false, sizes: false });
    const missing = boards?.find((id) => !found.some(({ boardId }) => boardId === id));
    if (missing === undefined || this.#seen.has(missing)) return found;
    throw new BoardNotFoundError(
      `Cannot find the board ${JSON.stringify(missing)} in ${this.#baseDir}`,
    );
  }

  async #push(board: BoardSummary): Promise<void> {
    const { boardId } = board;
    this.#seen.add(boardId);
    const version = settledVersion(board);
    if (version !== undefined && this.#settled.get(boardId) === version) return;
    const { parts = SYNC_PARTS, signal } = this.#options;
    const local = this.#boards.get(boardId) ?? await LocalBoard.open(board, this.#open);
    this.#boards.set(boardId, local);
    const before = this.store.objects;
    try {
      const settings = { parts: new Set(parts), tempDir: this.#tempDir, signal };
      const known = this.#remotes.get(boardId);
      this.#remotes.delete(boardId); // What a round that fails has written, the next one looks up.
      const { remote, rows, problems } = await pushBoard(this.store, local, settings, known);
      this.#remotes.set(boardId, remote);
      this.#rows += rows;
      this.#note(boardId, problems);
      if (version !== undefined) {
        this.#settled.set(boardId, version);
        this.#remotes.delete(boardId);
      }
    } finally {
      if (this.store.objects > before) this.#sent.add(boardId);
      if (!this.#staysOpen(board)) await this.#close(boardId);
    }
  }

  /** What of a live run was read need not be read again; but each that is open has its DuckDB. */
  #staysOpen({ boardId, live }: BoardSummary): boolean {
    if (!live || !this.#options.follow) return false;
    return [...this.#boards.keys()].indexOf(boardId) < MAX_OPEN;
  }

  async #close(boardId: string): Promise<void> {
    const local = this.#boards.get(boardId);
    this.#boards.delete(boardId);
    await local?.[Symbol.asyncDispose]();
  }

  #note(boardId: string, problems: string[]): void {
    const known = this.#problems.get(boardId) ?? [];
    for (const problem of problems) {
      if (!known.includes(problem)) this.#options.onProblem?.(`${boardId}: ${problem}`);
    }
    this.#problems.set(boardId, [...new Set([...known, ...problems])]);
  }

  #fail(boardId: string, { message }: Error, isOutage: boolean): void {
    const isKnown = isOutage ? this.#isOut : this.#failed.get(boardId) === message;
    this.#isOut ||= isOutage;
    this.#failed.set(boardId, message);
    if (this.#options.follow && !isKnown) {
      this.#options.onProblem?.(`${boardId}: ${message}; it is tried again`);
    }
  }
}

/** Boards in a store among boards would be listed as broken ones. */
function checkApart(baseDir: string, target: string): void {
  if (target.includes("://")) return;
  const pathOf = (dir: string) => `${resolve(dir).replaceAll("\\", "/")}/`;
  const [home, there] = [pathOf(baseDir), pathOf(target)];
  if (!there.startsWith(home) && !home.startsWith(there)) return;
  throw new StoreError(
    "bad_address",
    `Cannot sync to ${target}: expected a folder apart from the boards' own, ${baseDir}`,
  );
}
