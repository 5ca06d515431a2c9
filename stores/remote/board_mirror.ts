import { join } from "@std/path";
import { hashInName } from "../../format/media_names.ts";
import {
  isStoredBoardId,
  METADATA_KEY,
  pieceKey,
  RECORD_KEY,
  WRITER_LOG_KEY,
} from "../../format/remote_names.ts";
import { hashInFileName } from "../../format/stored_files.ts";
import { entriesIn } from "../../system/entries_in.ts";
import { exists } from "../../system/exists.ts";
import { fileHash } from "../../system/file_hash.ts";
import { linkInfoIfThere } from "../../system/file_info.ts";
import { FileLock } from "../../system/file_lock.ts";
import { LocksUnsupportedError } from "../../system/locks_unsupported_error.ts";
import { removeTreeIfThere } from "../../system/remove.ts";
import { sleep } from "../../system/sleep.ts";
import { pid } from "../../system/this_process.ts";
import { forEachParallel } from "../../system/for_each_parallel.ts";
import { readObject } from "../read_object.ts";
import type { Store, StoreCallOptions } from "../store.ts";
import { isStoreError, StoreError } from "../store_error.ts";
import { contentOf } from "./board_content.ts";
import { checkBoardCount } from "./check_board_count.ts";
import { FETCHED_FILE } from "./fetched_files.ts";
import { lockPathOf } from "./lock_path.ts";
import type { CacheFolder } from "./cache_folder.ts";
import type { ListedObject } from "./fetched_files.ts";
import { MirroredBoard } from "./mirrored_board.ts";
import { MAX_METADATA_BYTES, RemoteBoard } from "./remote_board.ts";
import { whileMoving } from "./while_moving.ts";
import { EMPTY_RECORD, MAX_RECORD_BYTES, recordText } from "./sync_record.ts";

const BOARDS_AT_A_TIME = 16;
/** A sync sends what is new every 15 seconds: who follows it looks more often. */
const LIVE_MS = 5000;
/** A run that has ended may go on. */
const ENDED_MS = 60_000;
const LOCK_PAUSE_MS = 20;

/**
 * The boards of a store, in a folder of this machine in which they are read: their metadata as of the
 * last {@linkcode list}, and the rows, media and logs of each once they are asked for.
 *
 * Several processes may have the same folder: a board is changed by one at a time.
 */
export class BoardMirror {
  /** The folder, with a folder per board in the layout of a store. */
  readonly baseDir: string;
  readonly #store: Store;
  readonly #cache: CacheFolder;
  /** When each board was last brought up to date, and whether its run goes on. */
  readonly #fetched = new Map<string, { at: number; isLive: boolean }>();
  /** What is being brought. */
  readonly #running = new Map<string, Promise<void>>();
  readonly #fileNames = new Map<string, readonly string[]>();
  #sizes: ReadonlyMap<string, number> = new Map();
  /** Why the metadata of some boards were not fetched. */
  readonly #refusals = new Map<string, StoreError>();

  /** Reads nothing yet. @param place All that tells the store from others. */
  constructor(store: Store, place: string, cache: CacheFolder) {
    this.#store = store;
    this.#cache = cache;
    this.baseDir = cache.folderOf(place);
  }

  /** Where the boards are. */
  get address(): string {
    return this.#store.address;
  }

  /** What has the boards. */
  get store(): Store {
    return this.#store;
  }

  /** The size of all objects of a board, as of the last {@linkcode list}. */
  sizeOf(boardId: string): number {
    return this.#sizes.get(boardId) ?? 0;
  }

  /** Why the metadata of a board could not be fetched, as of the last {@linkcode list}. */
  refusalOf(boardId: string): string | undefined {
    return this.#refusals.get(boardId)?.message;
  }

  /** Lists the boards, and brings the metadata of each here; those that are gone, go. */
  async list(options: StoreCallOptions = {}): Promise<string[]> {
    const since = Date.now();
    this.#cache.noteListing(this.baseDir);
    const sizes = new Map<string, number>();
    const metadata = new Map<string, ListedObject>();
    const records = new Map<string, ListedObject>();
    for await (const page of this.#store.list("", options)) {
      for (const { key, size, version } of page) {
        const [id = "", name, ...others] = key.split("/");
        if (name === undefined || !isStoredBoardId(id)) continue;
        sizes.set(id, (sizes.get(id) ?? 0) + size);
        if (others.length > 0) continue;
        if (name === METADATA_KEY) metadata.set(id, { size, version });
        if (name === RECORD_KEY) records.set(id, { size, version });
      }
      checkBoardCount(sizes.size, this.#store.address);
    }
    this.#checkSize([...metadata.values(), ...records.values()]);
    for (const { name } of entriesIn(this.baseDir).filter(({ isDirectory }) => isDirectory)) {
      if (!metadata.has(name) && !name.startsWith(".")) this.#removeBoard(name, since);
    }
    this.#sizes = sizes;
    this.#refusals.clear();
    await forEachParallel(metadata, BOARDS_AT_A_TIME, async ([id, listed]) => {
      await this.#bringMetadata(id, listed, records.get(id), options);
    });
    // Whoever may read none of them is not let in at all.
    const denied = [...this.#refusals.values()].filter((error) => isStoreError(error, "denied"));
    if (denied[0] !== undefined && denied.length === metadata.size) throw denied[0];
    return [...metadata.keys()];
  }

  /**
   * Brings the rows of a board up to date; nothing is asked where they were a moment ago.
   *
   * @throws {StoreError} Where the store cannot be read, or what is there is no whole board.
   */
  fetchRows(boardId: string, options: StoreCallOptions = {}): Promise<void> {
    const { at = -Infinity, isLive = true } = this.#fetched.get(boardId) ?? {};
    const age = performance.now() - at;
    if (age < (isLive ? LIVE_MS : ENDED_MS)) return Promise.resolve();
    return this.#once(boardId, () => this.#fetchRows(boardId, options));
  }

  /** Brings a file of `media/` here. @throws {StoreError} `not_found` where there is none. */
  async fetchMedium(boardId: string, name: string, options: StoreCallOptions = {}): Promise<void> {
    await this.#fetchContent(boardId, `media/${name}`, hashInName(name), options);
  }

  /** Brings a file of `files/` here. @throws {StoreError} `not_found` where there is none. */
  async fetchFile(boardId: string, name: string, options: StoreCallOptions = {}): Promise<void> {
    await this.#fetchContent(boardId, `files/${name}`, hashInFileName(name), options);
  }

  /** The names of the files in `files/` of a board, as of when its rows were last brought here. */
  fileNames(boardId: string): readonly string[] {
    return this.#fileNames.get(boardId) ?? [];
  }

  /** Brings the logs of a board up to date. */
  async fetchLogs(boardId: string, options: StoreCallOptions = {}): Promise<void> {
    const name = `${boardId}/logs`;
    if (performance.now() - (this.#fetched.get(name)?.at ?? -Infinity) < LIVE_MS) return;
    await this.#once(name, () =>
      this.#whileLocked(boardId, options, async (board) => {
        await whileMoving(async () => {
          const remote = await RemoteBoard.readToFetch(this.#store, boardId, options);
          const { log } = contentOf(remote);
          const keys = [
            ...log.map(pieceKey),
            ...(remote.sizes.has(WRITER_LOG_KEY) ? [WRITER_LOG_KEY] : []),
          ];
          for (const key of keys) {
            await board.placeFile(remote, key, () => Promise.resolve(true), options);
          }
        }, options.signal);
        this.#fetched.set(name, { at: performance.now(), isLive: true });
      }));
  }

  async #fetchContent(
    boardId: string,
    key: string,
    hash: string | undefined,
    options: StoreCallOptions,
  ): Promise<void> {
    if (hash === undefined || exists(join(this.baseDir, boardId, key))) return;
    await this.#whileLocked(boardId, options, async (board) => {
      const remote = await RemoteBoard.readToFetch(this.#store, boardId, options);
      if (!remote.sizes.has(key)) {
        throw new StoreError("not_found", `There is no ${key} of ${remote.address}`);
      }
      const isSound = async (path: string) => (await fileHash(path)).startsWith(hash);
      await board.placeFile(remote, key, isSound, options);
    });
    this.#cache.evict();
  }

  async #fetchRows(boardId: string, options: StoreCallOptions): Promise<void> {
    await this.#whileLocked(boardId, options, async (board) => {
      await whileMoving(async () => {
        const remote = await RemoteBoard.readToFetch(this.#store, boardId, options);
        if (remote.metadata === undefined) {
          throw new StoreError(
            "invalid",
            `Cannot read ${remote.address}: it has no metadata.json, or not yet`,
          );
        }
        await board.placeRows(remote, contentOf(remote), options);
        const isLive = remote.metadata.content.status === "running";
        this.#fetched.set(boardId, { at: performance.now(), isLive });
        const names = [...remote.sizes.keys()].filter((key) => key.startsWith("files/"))
          .map((key) => key.slice("files/".length));
        this.#fileNames.set(boardId, names);
      }, options.signal);
    });
    this.#cache.evict();
  }

  /** Another process may bring the board just now, or have brought it since it was not there yet. */
  #removeBoard(boardId: string, since: number): void {
    const dir = join(this.baseDir, boardId);
    using lock = new FileLock(lockPathOf(dir));
    try {
      if (!lock.tryTake(`${pid}\n`, 0)) return;
    } catch (error) {
      if (!(error instanceof LocksUnsupportedError)) throw error;
    }
    const isNew = (linkInfoIfThere(join(dir, FETCHED_FILE))?.mtimeMs ?? 0) >= since;
    if (!isNew) removeTreeIfThere(dir);
  }

  /** @throws {StoreError} `full` where the metadata of all boards are too much for the cache. */
  #checkSize(listed: readonly ListedObject[]): void {
    const bytes = listed.reduce((sum, { size }) => sum + Math.min(size, MAX_METADATA_BYTES), 0);
    if (bytes <= this.#cache.maxBytes) return;
    throw new StoreError(
      "full",
      `Cannot list the boards in ${this.address}: their metadata take ${bytes} bytes, the cache ` +
        `${this.#cache.maxBytes}; set KOBO_CACHE_BYTES`,
    );
  }

  async #bringMetadata(
    boardId: string,
    listed: ListedObject,
    listedRecord: ListedObject | undefined,
    options: StoreCallOptions,
  ): Promise<void> {
    if (this.#boardOf(boardId).hasMetadata(listed, listedRecord)) return;
    const key = `${boardId}/${METADATA_KEY}`;
    const found = await readObject(this.#store, key, MAX_METADATA_BYTES, options).catch((error) => {
      // Too long for any, or another user's: the board is shown as a broken one.
      if (!isStoreError(error, "denied") && !isStoreError(error, "invalid")) throw error;
      this.#refusals.set(boardId, error);
      return { bytes: new Uint8Array(), version: "" };
    });
    if (found === undefined) return; // It has just gone.
    const record = await readObject(
      this.#store,
      `${boardId}/${RECORD_KEY}`,
      MAX_RECORD_BYTES,
      options,
    ).catch((error) => {
      if (isStoreError(error, "invalid") || isStoreError(error, "denied")) return undefined;
      throw error;
    });
    const toText = ({ bytes, version }: { bytes: Uint8Array; version: string }) => ({
      text: new TextDecoder().decode(bytes),
      version,
    });
    await this.#whileLocked(boardId, options, (board) => {
      const none = { text: recordText(EMPTY_RECORD), version: "" };
      board.placeMetadata(toText(found), record === undefined ? none : toText(record));
      this.#fetched.delete(boardId); // Its rows are asked for anew.
      return Promise.resolve();
    });
  }

  #boardOf(boardId: string): MirroredBoard {
    return new MirroredBoard(this.#store, join(this.baseDir, boardId), this.#cache.maxBytes);
  }

  /** Does some work of a name once at a time: who asks for it meanwhile waits for the same. */
  #once(name: string, work: () => Promise<void>): Promise<void> {
    const running = this.#running.get(name) ?? work().finally(() => this.#running.delete(name));
    this.#running.set(name, running);
    return running;
  }

  async #whileLocked(
    boardId: string,
    { signal }: StoreCallOptions,
    work: (board: MirroredBoard) => Promise<void>,
  ): Promise<void> {
    using lock = new FileLock(lockPathOf(join(this.baseDir, boardId)));
    try {
      while (!lock.tryTake(`${pid}\n`, 0)) await sleep(LOCK_PAUSE_MS, signal);
    } catch (error) {
      if (!(error instanceof LocksUnsupportedError)) throw error;
    }
    await work(this.#boardOf(boardId));
  }
}
