import { createHash } from "node:crypto";
import { join } from "@std/path";
import { METADATA_FILE } from "../format/metadata.ts";
import { TABLE_NAMES, type TableName } from "../format/tables.ts";
import { makeDir } from "../system/make_dir.ts";
import { OpenFile } from "../system/open_file.ts";
import { removeFile, removeTreeIfThere } from "../system/remove.ts";
import { replaceFileDurably } from "../system/replace_file_durably.ts";
import { syncDir } from "../system/sync_dir.ts";
import { syncFile } from "../system/sync_file.ts";
import { forEachParallel } from "./for_each_parallel.ts";
import { LocalBoard } from "./local_board.ts";
import { joinRows } from "./pulled_rows.ts";
import { RemoteBoard } from "./remote_board.ts";
import { dataKey, hashInName, type Piece, pieceKey, WRITER_LOG_KEY } from "./remote_names.ts";
import { download } from "./stores/download.ts";
import type { Store, StoreCallOptions } from "./stores/store.ts";
import { isStoreError, StoreError } from "./stores/store_error.ts";

/** How a board is fetched. */
export interface PullSettings extends StoreCallOptions {
  /** How much memory joining the rows may use, in bytes. */
  memoryLimitBytes?: number;
}

/** The board was sent on while it was fetched: the next attempt finds another state. */
class MovedError extends StoreError {}

const MAX_ATTEMPTS = 5;
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
  for (let attempt = 1;; attempt++) {
    removeTreeIfThere(boardDir);
    makeDir(boardDir);
    try {
      return await new BoardPull(store, boardDir, settings).run(boardId);
    } catch (error) {
      const isMoved = error instanceof MovedError || isStoreError(error, "not_found") ||
        isStoreError(error, "conflict");
      if (!isMoved || attempt === MAX_ATTEMPTS) throw error;
    }
  }
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
    this.#remote = await RemoteBoard.read(this.#store, boardId, this.#settings);
    const metadata = this.#checkMetadata();
    for (const folder of ["data", "media", "logs", PIECES]) makeDir(join(this.#boardDir, folder));
    const lastSteps = new Map<TableName, number>();
    for (const table of TABLE_NAMES) lastSteps.set(table, await this.#pullTable(table));
    await this.#pullMedia();
    await this.#pullLogs();
    removeTreeIfThere(join(this.#boardDir, PIECES));
    replaceFileDurably(join(this.#boardDir, METADATA_FILE), metadata);
    for (const folder of ["data", "media", "logs", "."]) syncDir(join(this.#boardDir, folder));
    await this.#checkRows(lastSteps);
    return this.#problems;
  }

  /** The text of the metadata. */
  #checkMetadata(): string {
    const { metadata } = this.#remote;
    if (metadata === undefined) throw this.#invalid("it has no metadata.json");
    const { backend } = metadata.content;
    if (backend !== "parquet") {
      throw this.#invalid(`expected the backend "parquet", found ${JSON.stringify(backend)}`);
    }
    return metadata.text;
  }

  /** @returns The last step that the names tell, -1 without rows. */
  async #pullTable(table: TableName): Promise<number> {
    const key = dataKey(table);
    const inData = this.#remote.record.content.data[table] ?? -1;
    const hasData = this.#remote.sizes.has(key);
    if (inData > -1 && !hasData) throw this.#invalid(`its ${key} is missing`);
    const pieces = this.#follow(table, this.#remote.pieces(table), inData + 1);
    const names = pieces.map((piece) => pieceKey(piece).replaceAll("/", "_"));
    await forEachParallel([...pieces.entries()], DOWNLOADS_AT_A_TIME, async ([index, piece]) => {
      await this.#download(pieceKey(piece), `${PIECES}/${names[index]}`);
    });
    if (names.length === 0) {
      if (hasData) await this.#download(key, key);
      return inData;
    }
    if (hasData) await this.#download(key, `${PIECES}/data_${table}.parquet`);
    await joinRows({
      table,
      folder: this.#boardDir,
      ...(hasData && { data: `${PIECES}/data_${table}.parquet` }),
      live: names.map((name) => `${PIECES}/${name}`),
      target: key,
      memoryLimitBytes: this.#settings.memoryLimitBytes,
    });
    syncFile(join(this.#boardDir, key));
    return pieces.at(-1)?.last ?? inData;
  }

  /** The pieces from a place on. @throws {MovedError} Where one is missing: it may be in `data/` now. */
  #follow(what: string, pieces: readonly Piece[], from: number): Piece[] {
    let next = from;
    return pieces.filter(({ first, last }) => {
      if (last < next) return false;
      if (first > next) {
        throw new MovedError(
          "invalid",
          `Cannot fetch ${this.#remote.address}: of its ${what}, ${next} to ${
            first - 1
          } is missing`,
        );
      }
      next = last + 1;
      return true;
    });
  }

  async #pullMedia(): Promise<void> {
    const keys = [...this.#remote.sizes.keys()]
      .filter((key) => /^media\/[^/]+$/.test(key) && hashInName(key) !== undefined);
    await forEachParallel(keys, DOWNLOADS_AT_A_TIME, async (key) => {
      const hash = createHash("sha256");
      await this.#download(key, key, (bytes) => void hash.update(bytes));
      if (hash.digest("hex").startsWith(hashInName(key)!)) return; // Only such were taken.
      removeFile(join(this.#boardDir, key));
      this.#problems.push(`${key} is not as it was written: it was left out`);
    });
  }

  async #pullLogs(): Promise<void> {
    if (this.#remote.sizes.has(WRITER_LOG_KEY)) {
      await this.#download(WRITER_LOG_KEY, WRITER_LOG_KEY);
    }
    const pieces = this.#follow("output.log", this.#remote.pieces("log"), 0);
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

  /** Checks that the files have the rows that their names, or the record, promise. */
  async #checkRows(expected: ReadonlyMap<TableName, number>): Promise<void> {
    const summary = { boardId: this.#remote.boardId, boardDir: this.#boardDir };
    const { memoryLimitBytes } = this.#settings;
    await using local = await LocalBoard.open(summary, { memoryLimitBytes });
    const found = await local.lastSteps();
    for (const [table, step] of expected) {
      if (found[table] >= step) continue;
      throw new MovedError(
        "invalid",
        `Cannot fetch ${this.#remote.address}: expected its ${table} up to step ${step}, found ` +
          found[table],
      );
    }
  }

  async #download(key: string, name: string, onBytes?: (bytes: Uint8Array) => void): Promise<void> {
    const path = join(this.#boardDir, name);
    await download(this.#store, this.#remote.keyOf(key), path, onBytes, this.#settings);
  }

  #invalid(reason: string): StoreError {
    return new StoreError("invalid", `Cannot fetch ${this.#remote.address}: ${reason}`);
  }
}
