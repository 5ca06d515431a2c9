import { createHash } from "node:crypto";
import { join } from "@std/path";
import { writeChecksums } from "../format/board_checksums.ts";
import { METADATA_FILE } from "../format/metadata.ts";
import type { TableName } from "../format/tables.ts";
import { hashInFileName } from "../format/stored_files.ts";
import { entriesIn } from "../system/entries_in.ts";
import { exists } from "../system/exists.ts";
import { freeBytes } from "../system/free_bytes.ts";
import { makeDir } from "../system/make_dir.ts";
import { OpenFile } from "../system/open_file.ts";
import { removeFile, removeTreeIfThere } from "../system/remove.ts";
import { replaceFileDurably } from "../system/replace_file_durably.ts";
import { syncDir } from "../system/sync_dir.ts";
import { syncFile } from "../system/sync_file.ts";
import { forEachParallel } from "../system/for_each_parallel.ts";
import { LocalBoard } from "./local_board.ts";
import { joinRows } from "./pulled_rows.ts";
import {
  type BoardContent,
  contentOf,
  MovedError,
  type TableContent,
} from "../stores/remote/board_content.ts";
import { checksumsOf } from "../stores/remote/checksums_of.ts";
import { RemoteBoard } from "../stores/remote/remote_board.ts";
import { whileMoving } from "../stores/remote/while_moving.ts";
import { hashInName } from "../format/media_names.ts";
import {
  dataKey,
  isRemoteKey,
  type Piece,
  pieceKey,
  WRITER_LOG_KEY,
} from "../format/remote_names.ts";
import { download } from "../stores/download.ts";
import type { Store, StoreCallOptions } from "../stores/store.ts";
import { StoreError } from "../stores/store_error.ts";

/** How a board is fetched. */
export interface PullSettings extends StoreCallOptions {
  /** How much memory joining the rows may use, in bytes. */
  memoryLimitBytes?: number;
}

const DOWNLOADS_AT_A_TIME = 8;
/** Where pieces are until they are joined. */
const PIECES = "pieces";

/**
 * Fetches a board from a store into a new folder, which is a board when this returns: one of Parquet
 * files, which opens and resumes.
 *
 * @param boardDir The folder; nothing must be there. It is of no use where this throws.
 * @returns What was left out, in words.
 * @throws {StoreError} `invalid` where what is there is no whole board of this version.
 */
export async function pullBoard(
  store: Store,
  boardId: string,
  boardDir: string,
  settings: PullSettings,
): Promise<string[]> {
  return await whileMoving(async () => {
    removeTreeIfThere(boardDir);
    makeDir(boardDir);
    return await new BoardPull(store, boardDir, settings).run(boardId);
  }, settings.signal);
}

class BoardPull {
  readonly #store: Store;
  readonly #boardDir: string;
  readonly #settings: PullSettings;
  readonly #problems: string[] = [];
  #remote!: RemoteBoard;

  constructor(store: Store, boardDir: string, settings: PullSettings) {
    this.#store = store;
    this.#boardDir = boardDir;
    this.#settings = settings;
  }

  async run(boardId: string): Promise<string[]> {
    this.#remote = await RemoteBoard.readToFetch(this.#store, boardId, this.#settings);
    const metadata = this.#checkMetadata();
    this.#checkSpace();
    for (const folder of ["data", "media", "logs", PIECES]) makeDir(join(this.#boardDir, folder));
    const { tables, log } = contentOf(this.#remote);
    for (const [table, content] of tables) await this.#pullTable(table, content);
    await this.#pullHashed("media", this.#remote.sizes.keys());
    await this.#pullHashed("files", this.#remote.sizes.keys());
    await this.#pullLogs(log);
    removeTreeIfThere(join(this.#boardDir, PIECES));
    replaceFileDurably(join(this.#boardDir, METADATA_FILE), metadata);
    for (const folder of ["data", "media", "files", "logs", "."]) {
      const path = join(this.#boardDir, folder);
      if (exists(path)) syncDir(path);
    }
    const named = await this.#checkRows(tables);
    await this.#pullLate(named);
    await this.#keepChecksums();
    return this.#problems;
  }

  /** The text of the metadata. */
  #checkMetadata(): string {
    const { metadata } = this.#remote;
    if (metadata === undefined) throw this.#invalid("it has no metadata.json, or not yet");
    const { backend } = metadata.content;
    if (backend !== "parquet") {
      throw this.#invalid(`expected the backend "parquet", found ${JSON.stringify(backend)}`);
    }
    return metadata.text;
  }

  /** Before anything is fetched: a store may say of an object that it has any size. */
  #checkSpace(): void {
    const needed = [...this.#remote.sizes].filter(([key]) => isRemoteKey(key))
      .reduce((sum, [, size]) => sum + size, 0);
    const free = freeBytes(this.#boardDir) ?? Infinity;
    if (needed <= free) return;
    throw this.#invalid(`it has ${needed} bytes, and the disk here has ${free} left`);
  }

  async #pullTable(table: TableName, { data, pieces }: TableContent): Promise<void> {
    const names = pieces.map((piece) => pieceKey(piece).replaceAll("/", "_"));
    await forEachParallel([...pieces.entries()], DOWNLOADS_AT_A_TIME, async ([index, piece]) => {
      await this.#download(pieceKey(piece), `${PIECES}/${names[index]}`);
    });
    const key = dataKey(table);
    if (names.length === 0) {
      if (data !== undefined) await this.#download(data, key);
      return;
    }
    if (data !== undefined) await this.#download(data, `${PIECES}/data_${table}.parquet`);
    await joinRows({
      table,
      folder: this.#boardDir,
      ...(data !== undefined && { data: `${PIECES}/data_${table}.parquet` }),
      live: names.map((name) => `${PIECES}/${name}`),
      target: key,
      memoryLimitBytes: this.#settings.memoryLimitBytes,
    });
    syncFile(join(this.#boardDir, key));
  }

  /** Fetches those of some keys that are files of a folder with their hashes in their names. */
  async #pullHashed(folder: "media" | "files", found: Iterable<string>): Promise<void> {
    const keys = [...found].filter((key) =>
      key.startsWith(`${folder}/`) && hashOf(key) !== undefined
    );
    if (keys.length > 0) makeDir(join(this.#boardDir, folder));
    await forEachParallel(keys, DOWNLOADS_AT_A_TIME, async (key) => {
      const hash = createHash("sha256");
      await this.#download(key, key, (bytes) => void hash.update(bytes));
      if (hash.digest("hex").startsWith(hashOf(key)!)) return; // Only such were taken.
      removeFile(join(this.#boardDir, key));
      this.#problems.push(`${key} is not as it was written: it was left out`);
    });
  }

  /**
   * Fetches what rows name that were sent after the store was listed: all of it was there before the
   * rows, but for media that were damaged or missing at home, and files that were let go there.
   *
   * @param named The keys of what the rows name.
   */
  async #pullLate(named: readonly string[]): Promise<void> {
    const wanted = named.filter((key) => hashOf(key) !== undefined && !this.#remote.sizes.has(key));
    if (wanted.length === 0) return;
    const { boardId } = this.#remote;
    const now = await RemoteBoard.readToFetch(this.#store, boardId, this.#settings);
    const late = wanted.filter((key) => now.sizes.has(key));
    for (const key of late) this.#remote.sizes.set(key, now.sizes.get(key) ?? 0);
    for (const folder of ["media", "files"] as const) {
      await this.#pullHashed(folder, late);
      const path = join(this.#boardDir, folder);
      if (exists(path)) syncDir(path);
    }
    for (const key of wanted) {
      if (now.sizes.has(key) || key.startsWith("files/")) continue;
      this.#problems.push(`${key} was not sent: rows name it`);
    }
  }

  /** As of a run that has ended here: damage of the files is noticed from now on. */
  async #keepChecksums(): Promise<void> {
    const names = ["data", "logs"].flatMap((folder) =>
      entriesIn(join(this.#boardDir, folder)).map(({ name }) => `${folder}/${name}`)
    );
    writeChecksums(this.#boardDir, await checksumsOf(this.#boardDir, names));
  }

  async #pullLogs(pieces: readonly Piece[]): Promise<void> {
    if (this.#remote.sizes.has(WRITER_LOG_KEY)) {
      await this.#download(WRITER_LOG_KEY, WRITER_LOG_KEY);
    }
    if (pieces.length === 0) return;
    using log = new OpenFile(join(this.#boardDir, "logs", "output.log"), "create_new");
    for (const piece of pieces) {
      const name = `${PIECES}/log`;
      let count = 0;
      await this.#download(pieceKey(piece), name, (bytes) => {
        log.write(bytes);
        count += bytes.length;
      });
      if (count !== piece.last - piece.first + 1) {
        throw this.#invalid(`its ${pieceKey(piece)} has ${count} bytes`);
      }
      removeFile(join(this.#boardDir, name));
    }
    log.sync();
  }

  /**
   * Checks that the files have the rows that their names, or the record, promise.
   *
   * @returns The keys of the media and files that the rows name.
   */
  async #checkRows(expected: BoardContent["tables"]): Promise<string[]> {
    const summary = { boardId: this.#remote.boardId, boardDir: this.#boardDir };
    const { memoryLimitBytes } = this.#settings;
    await using local = await LocalBoard.open(summary, { memoryLimitBytes });
    const found = await local.lastSteps();
    for (const [table, { lastStep: step }] of expected) {
      if (found[table] >= step) continue;
      throw new MovedError(
        "invalid",
        `Cannot fetch ${this.#remote.address}: expected its ${table} up to step ${step}, found ` +
          found[table],
      );
    }
    return await local.contentsInRows();
  }

  async #download(key: string, name: string, onBytes?: (bytes: Uint8Array) => void): Promise<void> {
    const path = join(this.#boardDir, name);
    const maxBytes = this.#remote.sizes.get(key) ?? 0;
    const options = { ...this.#settings, maxBytes };
    await download(this.#store, this.#remote.keyOf(key), path, onBytes, options);
  }

  #invalid(reason: string): StoreError {
    return new StoreError("invalid", `Cannot fetch ${this.#remote.address}: ${reason}`);
  }
}

/** The beginning of a content's hash in its key; `undefined` for any other key. */
function hashOf(key: string): string | undefined {
  const [folder, name = "", ...others] = key.split("/");
  if (others.length > 0) return undefined;
  return folder === "media"
    ? hashInName(name)
    : folder === "files"
    ? hashInFileName(name)
    : undefined;
}
