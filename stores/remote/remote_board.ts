import { type FoundMetadata, METADATA_FILE, parseMetadata } from "../../format/metadata.ts";
import type { TableName } from "../../format/tables.ts";
import {
  dataKey,
  METADATA_KEY,
  parsePieceKey,
  type Piece,
  RECORD_KEY,
  ROW_FOLDERS,
} from "../../format/remote_names.ts";
import { readObject } from "../read_object.ts";
import type { PutCondition, Store, StoreCallOptions, StoreContent } from "../store.ts";
import { isStoreError, StoreError } from "../store_error.ts";
import {
  EMPTY_RECORD,
  MAX_RECORD_BYTES,
  parseRecord,
  recordText,
  type SyncRecord,
} from "./sync_record.ts";

/** A board of more objects is none that a sync has sent, and its list might not end. */
const MAX_OBJECTS = 2_000_000;
/** As much as a `metadata.json` may have. */
export const MAX_METADATA_BYTES: number = 2 ** 24;

/**
 * A board in a store: what its listing, its metadata and its record say, and what was written since.
 * Nobody else writes the board without changing the record or the metadata, which fails a condition
 * of whoever goes on from what this says.
 */
export class RemoteBoard {
  /** The board's id. */
  readonly boardId: string;
  /** The sizes of the objects, by their keys below the board's. */
  readonly sizes = new Map<string, number>();
  /** Their versions, where the store's list says them. */
  readonly versions = new Map<string, string>();
  /** What its metadata are, and their text; `undefined` where there are none yet. */
  metadata?: { text: string; version: string; content: FoundMetadata };
  /** Its record, and what a change of it must name; `absent` where there is none yet. */
  record: { content: SyncRecord; condition: PutCondition } = {
    content: EMPTY_RECORD,
    condition: "absent",
  };
  readonly #store: Store;
  readonly #options: StoreCallOptions;

  private constructor(store: Store, boardId: string, options: StoreCallOptions) {
    this.#store = store;
    this.boardId = boardId;
    this.#options = options;
  }

  /**
   * Looks at a board.
   *
   * @throws {StoreError} `invalid` where its metadata or its record are none, or newer ones.
   */
  static async read(
    store: Store,
    boardId: string,
    options: StoreCallOptions,
  ): Promise<RemoteBoard> {
    const board = new RemoteBoard(store, boardId, options);
    await board.#list();
    // The record first: metadata that are older than it are replaced, which the other way round
    // would be newer ones.
    if (board.sizes.has(RECORD_KEY)) await board.#readRecord();
    if (board.sizes.has(METADATA_KEY)) await board.#readMetadata();
    return board;
  }

  /**
   * Looks at a board to fetch it, while others may send it. They write rows, then the record, then the
   * metadata; so these are read in the opposite order, and all that they promise is in the list.
   *
   * @throws {StoreError} As {@linkcode read}.
   */
  static async readToFetch(
    store: Store,
    boardId: string,
    options: StoreCallOptions,
  ): Promise<RemoteBoard> {
    const board = new RemoteBoard(store, boardId, options);
    await board.#readMetadata();
    await board.#readRecord();
    await board.#list();
    return board;
  }

  /** The key in the store. */
  keyOf(key: string): string {
    return `${this.boardId}/${key}`;
  }

  /** Where it is, for messages. */
  get address(): string {
    return `${this.boardId} in ${this.#store.address}`;
  }

  /** The pieces that are there, of a table or of the log, in their order. */
  pieces(of: Piece["of"]): Piece[] {
    return [...this.sizes.keys()]
      .flatMap((key) => parsePieceKey(key) ?? [])
      .filter((piece) => piece.of === of)
      // Of output that was claimed, cut off and claimed again, the longer piece has both.
      .sort((a, b) => a.first - b.first || b.last - a.last);
  }

  /** The last step of a table, or byte of the log, that is there or claimed; -1 without any. */
  last(of: Piece["of"]): number {
    const { data, claims } = this.record.content;
    const claimed = claims.flatMap((key) => parsePieceKey(key) ?? [])
      .filter((piece) => piece.of === of);
    const inData = of === "log" ? -1 : data[of as TableName] ?? -1;
    return [...this.pieces(of), ...claimed].reduce(
      (most, { last }) => Math.max(most, last),
      inData,
    );
  }

  /**
   * The steps of a table that were sent and are not there, up to one: there are none unless somebody
   * has removed them, where the list is not older than the record.
   */
  gaps(of: TableName, upTo: number): Piece[] {
    const last = Math.min(this.last(of), upTo);
    const inData = this.sizes.has(dataKey(of)) ? this.record.content.data[of] ?? -1 : -1;
    const gaps: Piece[] = [];
    let next = inData + 1;
    for (const piece of this.pieces(of)) {
      if (piece.first > next) gaps.push({ of, first: next, last: piece.first - 1 });
      next = Math.max(next, piece.last + 1);
    }
    if (next <= last) gaps.push({ of, first: next, last });
    return gaps;
  }

  /** Looks again at which rows are there, in two requests: it asks for no media, metadata or record. */
  async listRowsAgain(): Promise<void> {
    for (const folder of ROW_FOLDERS) {
      for (const key of [...this.sizes.keys()].filter((key) => key.startsWith(folder))) {
        this.sizes.delete(key);
        this.versions.delete(key);
      }
      await this.#list(folder);
    }
  }

  /** Writes an object of the board, and returns its version. */
  async put(key: string, content: StoreContent, condition?: PutCondition): Promise<string> {
    const version = await this.#store.put(this.keyOf(key), content, condition, this.#options);
    this.sizes.set(key, content instanceof Uint8Array ? content.length : 0);
    return version;
  }

  /** Replaces the metadata, as long as they are as they were when they were read. */
  async putMetadata(text: string): Promise<void> {
    const condition = this.metadata === undefined ? "absent" : { version: this.metadata.version };
    const version = await this.put(METADATA_KEY, new TextEncoder().encode(text), condition);
    this.metadata = { text, version, content: this.#parse(text) };
  }

  /** Replaces the record, as long as nobody else has. */
  async putRecord(content: SyncRecord): Promise<void> {
    const bytes = new TextEncoder().encode(recordText(content));
    const version = await this.put(RECORD_KEY, bytes, this.record.condition);
    this.record = { content, condition: { version } };
  }

  /** The condition that an object is still as it is now. */
  async conditionOf(key: string): Promise<PutCondition> {
    const found = await readObjectVersion(this.#store, this.keyOf(key), this.#options);
    return found === undefined ? "absent" : { version: found };
  }

  /** Removes an object of the board. */
  async delete(key: string): Promise<void> {
    await this.#store.delete(this.keyOf(key), this.#options);
    this.sizes.delete(key);
  }

  /** @param folder Only what is in this folder of the board, as `live/`. */
  async #list(folder = ""): Promise<void> {
    for await (const page of this.#store.list(this.keyOf(folder), this.#options)) {
      for (const { key, size, version } of page) {
        const name = key.slice(this.boardId.length + 1);
        this.sizes.set(name, size);
        if (version !== undefined) this.versions.set(name, version);
      }
      if (this.sizes.size <= MAX_OBJECTS) continue;
      throw new StoreError(
        "invalid",
        `Cannot read ${this.address}: it has more than ${MAX_OBJECTS} objects`,
      );
    }
  }

  async #readRecord(): Promise<void> {
    const key = this.keyOf(RECORD_KEY);
    const found = await readObject(this.#store, key, MAX_RECORD_BYTES, this.#options);
    if (found === undefined) return;
    const content = parseRecord(new TextDecoder().decode(found.bytes), this.#named(RECORD_KEY));
    this.record = { content, condition: { version: found.version } };
  }

  async #readMetadata(): Promise<void> {
    const key = this.keyOf(METADATA_KEY);
    const found = await readObject(this.#store, key, MAX_METADATA_BYTES, this.#options);
    if (found === undefined) return;
    const text = new TextDecoder().decode(found.bytes);
    this.metadata = { text, version: found.version, content: this.#parse(text) };
  }

  #parse(text: string): FoundMetadata {
    const parsed = parseMetadata(text);
    if (parsed.kind === "metadata") return parsed.metadata;
    throw new StoreError("invalid", `Cannot read ${this.#named(METADATA_FILE)}: ${parsed.problem}`);
  }

  #named(key: string): string {
    return `${this.keyOf(key)} in ${this.#store.address}`;
  }
}

async function readObjectVersion(
  store: Store,
  key: string,
  options: StoreCallOptions,
): Promise<string | undefined> {
  try {
    return (await store.get(key, 0, 1, options)).version;
  } catch (error) {
    if (isStoreError(error, "not_found")) return undefined;
    throw error;
  }
}
