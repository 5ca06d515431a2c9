import { dirname, join } from "@std/path";
import { removeChecksums, writeChecksums } from "../../format/board_checksums.ts";
import { rewindsOf } from "../../format/rewinds.ts";
import { METADATA_KEY, pieceKey, RECORD_KEY } from "../../format/remote_names.ts";
import { attempt } from "../../system/attempt.ts";
import { entriesIn } from "../../system/entries_in.ts";
import { readTextIfThere } from "../../system/read_text.ts";
import { removeFileIfThere, removeTreeIfThere } from "../../system/remove.ts";
import { forEachParallel } from "../../system/for_each_parallel.ts";
import { download } from "../download.ts";
import type { Store, StoreCallOptions } from "../store.ts";
import { StoreError } from "../store_error.ts";
import type { BoardContent } from "./board_content.ts";
import { checksumsOf } from "./checksums_of.ts";
import { FetchedFiles, type ListedObject } from "./fetched_files.ts";
import { makeOwnDir, renameInto, replaceOwnFile } from "./own_dirs.ts";
import type { RemoteBoard } from "./remote_board.ts";
import { recordText } from "./sync_record.ts";

const DOWNLOADS_AT_A_TIME = 8;
/** Where files are until they are whole. */
const FETCHING = ".fetching";
const FOLDERS = ["data", "live", "media", "logs", FETCHING];

/** An object as text. */
export interface TextObject {
  text: string;
  version: string;
}

/**
 * One board of a store in the cache, in the layout that it has there, so that it is read as one in a
 * folder that a sync has sent it to. Who changes it holds its lock, see `board_mirror.ts`.
 */
export class MirroredBoard {
  readonly #store: Store;
  readonly #dir: string;
  readonly #maxBytes: number;
  readonly #fetched: FetchedFiles;

  /** Makes the folder. @param maxBytes How many bytes a file, and all of the rows, may have. */
  constructor(store: Store, dir: string, maxBytes: number) {
    this.#store = store;
    this.#dir = dir;
    this.#maxBytes = maxBytes;
    makeOwnDir(dir);
    this.#fetched = new FetchedFiles(dir);
  }

  /** Whether the metadata and the record are here as the store has them. */
  hasMetadata(metadata: ListedObject, record?: ListedObject): boolean {
    return this.#fetched.isCurrent(METADATA_KEY, metadata) &&
      (record === undefined || this.#fetched.isCurrent(RECORD_KEY, record));
  }

  /**
   * Writes the metadata as they are: whether they are any, a reader says.
   *
   * @param record The record, which marks a board that was sent.
   */
  placeMetadata(metadata: TextObject, record: TextObject): void {
    for (
      const [key, { text, version }] of [[RECORD_KEY, record], [METADATA_KEY, metadata]] as const
    ) {
      const path = join(this.#dir, key);
      // A file that is as it was stays: who looks at its time takes it for no other.
      if (attempt(() => readTextIfThere(path)) !== text) replaceOwnFile(path, text);
      this.#fetched.add(key, version);
    }
    this.#fetched.save();
  }

  /**
   * Brings the rows here, so that who reads the folder meanwhile finds each row once: all rows of an
   * ended run have their place before the pieces go.
   *
   * @throws {StoreError} `not_found` or `conflict` where the board was sent on meanwhile, `full` where
   * it is too large for the cache.
   */
  async placeRows(
    remote: RemoteBoard,
    { tables }: BoardContent,
    options: StoreCallOptions,
  ): Promise<void> {
    for (const folder of FOLDERS) makeOwnDir(join(this.#dir, folder));
    this.#fetched.follow(historyOf(remote));
    const data = [...tables.values()].flatMap(({ data }) => data ?? []);
    const pieces = [...tables.values()].flatMap(({ pieces }) => pieces.map(pieceKey));
    this.#checkSize(remote, [...data, ...pieces]);
    const missing = [...data, ...pieces].filter((key) => !this.#isCurrent(remote, key));
    const fetched = new Map<string, { path: string; version: string }>();
    try {
      await forEachParallel(missing, DOWNLOADS_AT_A_TIME, async (key) => {
        fetched.set(key, await this.#download(remote, key, options));
      });
      const isNew = data.some((key) => fetched.has(key)) ||
        this.#others("data", data).length > 0;
      if (isNew) removeChecksums(this.#dir);
      for (const key of data) this.#place(key, fetched);
      for (const key of this.#others("data", data)) this.#remove(key);
      if (isNew) writeChecksums(this.#dir, await checksumsOf(this.#dir, data));
      const { metadata, record } = remote;
      if (metadata !== undefined) {
        const { condition, content } = record;
        const version = typeof condition === "object" ? condition.version : "";
        this.placeMetadata(metadata, { text: recordText(content), version });
      }
      for (const key of pieces) this.#place(key, fetched);
      for (const key of this.#others("live", pieces)) this.#remove(key);
    } finally {
      this.#fetched.save();
      removeTreeIfThere(join(this.#dir, FETCHING));
    }
  }

  /**
   * Downloads a file that never changes, unless it is here. A file whose content is not what its
   * name says is discarded.
   */
  async placeFile(
    remote: RemoteBoard,
    key: string,
    isSound: (path: string) => Promise<boolean>,
    options: StoreCallOptions,
  ): Promise<void> {
    this.#fetched.follow(historyOf(remote));
    if (this.#isCurrent(remote, key)) return;
    for (const folder of [dirname(key), FETCHING]) makeOwnDir(join(this.#dir, folder));
    this.#checkSize(remote, [key]);
    const file = await this.#download(remote, key, options);
    if (!await isSound(file.path)) {
      removeFileIfThere(file.path);
      throw new StoreError(
        "invalid",
        `Cannot use ${remote.keyOf(key)}: it is not as it was written`,
      );
    }
    this.#place(key, new Map([[key, file]]));
    this.#fetched.save();
  }

  #isCurrent(remote: RemoteBoard, key: string): boolean {
    const size = remote.sizes.get(key) ?? -1;
    return this.#fetched.isCurrent(key, { size, version: remote.versions.get(key) });
  }

  #checkSize(remote: RemoteBoard, keys: readonly string[]): void {
    const bytes = keys.reduce((sum, key) => sum + (remote.sizes.get(key) ?? 0), 0);
    if (bytes <= this.#maxBytes) return;
    throw new StoreError(
      "full",
      `Cannot read ${remote.address}: it takes ${bytes} bytes, the cache ${this.#maxBytes}; set ` +
        "KOBO_CACHE_BYTES, or fetch it with kobo pull",
    );
  }

  async #download(
    remote: RemoteBoard,
    key: string,
    options: StoreCallOptions,
  ): Promise<{ path: string; version: string }> {
    const path = join(this.#dir, FETCHING, crypto.randomUUID());
    const size = remote.sizes.get(key) ?? 0;
    let left = size;
    const check = (bytes: Uint8Array) => {
      left -= bytes.length;
      if (left < 0) throw changed();
    };
    const changed = () =>
      new StoreError("conflict", `Cannot read ${remote.keyOf(key)}: expected ${size} bytes`);
    const version = await download(this.#store, remote.keyOf(key), path, check, options);
    if (left !== 0) throw changed();
    return { path, version };
  }

  #place(key: string, fetched: ReadonlyMap<string, { path: string; version: string }>): void {
    const file = fetched.get(key);
    if (file === undefined) return;
    renameInto(file.path, join(this.#dir, key));
    this.#fetched.add(key, file.version);
  }

  #remove(key: string): void {
    removeTreeIfThere(join(this.#dir, key)); // Whatever it is: we made no folder there.
    this.#fetched.remove(key);
  }

  /** What a folder has besides some keys. */
  #others(folder: string, keys: readonly string[]): string[] {
    const known = new Set(keys);
    return entriesIn(join(this.#dir, folder)).map(({ name }) => `${folder}/${name}`)
      .filter((key) => !known.has(key));
  }
}

/** What tells the pieces of a board from those before a rewind, and from those of another board. */
function historyOf({ metadata }: RemoteBoard): string {
  const content = metadata?.content;
  const last = content === undefined ? undefined : rewindsOf(content).at(-1);
  return [content?.created_at ?? "", last?.at ?? ""].join(" ");
}
