import { join } from "@std/path";
import {
  dataKey,
  isRemoteKey,
  METADATA_KEY,
  RECORD_KEY,
  WRITER_LOG_KEY,
} from "../../../format/remote_names.ts";
import { TABLE_NAMES } from "../../../format/tables.ts";
import { annotationsText, parseAnnotations } from "../../../reader/annotations/annotations_text.ts";
import { ANNOTATIONS_KEY } from "../../../reader/annotations/sync_annotations.ts";
import { OwnFolder } from "../../../reader/summaries/own_folder.ts";
import { versionOf } from "../../../stores/content_version.ts";
import { isScriptsBoard, isSentBoard } from "../../../format/sent_board.ts";
import { MARKER_KEY, markerBytes } from "../../../stores/remote/marker.ts";
import { FolderStore } from "../../../stores/folder_store.ts";
import type {
  PutCondition,
  StoreCallOptions,
  StoredBytes,
  StoredObject,
  StoreListOptions,
} from "../../../stores/store.ts";
import { isStoreError, StoreError } from "../../../stores/store_error.ts";
import type { StreamedContent } from "../../../stores/write_durably.ts";
import { attempt } from "../../../system/attempt.ts";
import { readDir } from "../../../system/entries_in.ts";
import { linkInfoIfThere } from "../../../system/file_info.ts";
import type { Person } from "../../protocol/api.ts";
import type { AuditedAct } from "./audit_entry.ts";
import type { BoardOwners } from "./board_owners.ts";
import type { BoardsInWork } from "./boards_in_work.ts";
import { listedBoard } from "./listed_board.ts";
import { isStoredId, parseStoreKey } from "./store_key.ts";
import type { StorageQuota } from "./storage_quota.ts";
import type { StreamedStore } from "./store_requests.ts";

/** Who has them is in one file: without an end, it would get too long for anybody to send a board. */
const MAX_BOARDS = 10_000;
/** What is replaced in a board: all other objects are as their keys say. */
const CHANGING = [METADATA_KEY, RECORD_KEY, WRITER_LOG_KEY, ...TABLE_NAMES.map(dataKey)];
const ANNOTATIONS_FILE = "annotations.json";
const encoder = new TextEncoder();

/** What a {@linkcode PersonStore} is made of. */
export interface PersonStoreOptions {
  /** The folder of all boards. */
  baseDir: string;
  person: Person;
  owners: BoardOwners;
  quota: StorageQuota;
  inWork: BoardsInWork;
  /** Whether the person is still known: its token may be revoked while a file comes. */
  isKnown: () => boolean;
  /** Is called with what the person has done, or was refused. */
  audit: (what: AuditedAct, board: string, detail?: string) => void;
}

/**
 * The folder of boards as one person's store. A key is a board's id and the name of one of its
 * objects, of those that a sync writes: nothing else in the folder is read, written or listed. A
 * board belongs to whom it was sent by first, and only that person and admins write it.
 */
export class PersonStore implements StreamedStore {
  readonly address = "this server";
  readonly #options: PersonStoreOptions;
  readonly #store: FolderStore;

  /** Reads nothing yet. */
  constructor(options: PersonStoreOptions) {
    this.#options = options;
    this.#store = new FolderStore(options.baseDir);
  }

  /** Writes an object. */
  async put(
    key: string,
    content: StreamedContent & { size: number },
    condition?: PutCondition,
    options?: StoreCallOptions,
  ): Promise<string> {
    if (key === MARKER_KEY) {
      // It is always there, and always the same.
      throw new StoreError("conflict", `Cannot write ${key}: it is there already`);
    }
    const { boardId, name } = parseStoreKey(key);
    const { audit, person: { name: who }, quota, inWork } = this.#options;
    try {
      using _ = inWork.write(boardId);
      this.#begin(boardId);
      const replaced = await this.#sizeOf(key, options);
      if (typeof condition === "object" && replaced === undefined) {
        throw new StoreError("conflict", `Cannot write ${key}: it was removed`);
      }
      const owner = this.#ownerOf(boardId);
      using reserved = await quota.reserve(owner ?? who, content.size, { boardId, replaced });
      const version = await this.#store.put(key, content, condition, {
        ...options,
        beforeNaming: () => {
          this.#checkStillMay(boardId, owner);
          this.#claim(boardId);
        },
        // What is nobody's is in nobody's quota.
        onNamed: (replaced) => owner === undefined ? undefined : reserved.keep(replaced),
      });
      if (name === METADATA_KEY) audit("send_board", boardId);
      return version;
    } finally {
      this.#releaseUnused(boardId);
    }
  }

  /** Reads a part of an object. */
  async get(
    key: string,
    offset: number,
    length: number,
    options?: StoreCallOptions,
  ): Promise<StoredBytes> {
    if (key === MARKER_KEY) {
      const bytes = markerBytes();
      return { bytes: bytes.slice(offset, offset + length), size: bytes.length, version: "1" };
    }
    if (key === ANNOTATIONS_KEY) return this.#annotations(offset, length);
    const { boardId } = parseStoreKey(key);
    if (!this.#isShown(boardId)) {
      throw new StoreError("not_found", `Cannot read ${key}: there is no such object`);
    }
    return await this.#store.get(key, offset, length, options);
  }

  /** Lists the objects of the boards that were sent here. */
  async *list(prefix: string, options?: StoreCallOptions): AsyncGenerator<StoredObject[]> {
    if (prefix !== "") return yield* this.#listBoard(prefix, options);
    yield [{ key: MARKER_KEY, size: markerBytes().length }];
    // What is in a closed folder of a board is left out: who reads the board lists it alone.
    const all = { ...options, onDenied: () => {} };
    for (const { name, isDirectory } of readDir(this.#options.baseDir)) {
      if (!isDirectory) continue;
      yield* listedBoard(name, this.#listBoard(`${name}/`, all, [METADATA_KEY, RECORD_KEY]));
    }
  }

  /** What people say of the boards that were sent here: who reads them elsewhere shows it, too. */
  #annotations(offset: number, length: number): StoredBytes {
    const own = new OwnFolder(this.#options.baseDir);
    const all = attempt(() => parseAnnotations(own.read(ANNOTATIONS_FILE))) ?? new Map();
    const shown = new Map([...all].filter(([boardId]) => this.#isShown(boardId)));
    const bytes = encoder.encode(annotationsText(shown));
    return {
      bytes: bytes.slice(offset, offset + length),
      size: bytes.length,
      version: own.identity(ANNOTATIONS_FILE),
    };
  }

  /** Removes an object. */
  async delete(key: string, options?: StoreCallOptions): Promise<void> {
    const { boardId } = parseStoreKey(key);
    const { owners, quota } = this.#options;
    this.#checkMayWrite(boardId);
    const owner = owners.of(boardId);
    const onRemoved = (bytes: number) => owner && quota.free(owner, bytes, boardId);
    await this.#store.delete(key, { ...options, onRemoved });
  }

  /** Holds nothing. */
  [Symbol.dispose](): void {}

  /** @param changing Of which keys below the board's the version is said: their content changes. */
  async *#listBoard(
    prefix: string,
    options?: StoreListOptions,
    changing = CHANGING,
  ): AsyncGenerator<StoredObject[]> {
    const [boardId = ""] = prefix.split("/");
    if (!isStoredId(boardId) || !this.#isShown(boardId)) return;
    for await (const page of this.#store.list(prefix, options)) {
      const objects = page.map((object) => ({ object, name: object.key.slice(boardId.length + 1) }))
        .filter(({ name }) => isRemoteKey(name))
        .map(({ object, name }) => changing.includes(name) ? this.#withVersion(object) : object);
      if (objects.length > 0) yield objects;
    }
  }

  #withVersion(object: StoredObject): StoredObject {
    const path = join(this.#options.baseDir, ...object.key.split("/"));
    return { ...object, version: attempt(() => versionOf(path)) };
  }

  /** Whether a board was sent here; one that a script writes on this machine is none of a store's. */
  #isShown(boardId: string): boolean {
    const { owners, baseDir } = this.#options;
    return owners.of(boardId) !== undefined || isSentBoard(join(baseDir, boardId));
  }

  /** Whose a board is, or will be once something of it is stored; `undefined` for nobody's. */
  #ownerOf(boardId: string): string | undefined {
    const { owners, inWork } = this.#options;
    return owners.of(boardId) ?? inWork.beginnerOf(boardId);
  }

  /**
   * Sets a new board aside for the person, as long as something of it is on its way. Nothing is
   * written yet: what is refused again and again would cost the disk.
   *
   * @throws {StoreError} `denied` where it is another's, `full` where the person has too many.
   */
  #begin(boardId: string): void {
    const { owners, person: { name }, inWork } = this.#options;
    if (inWork.isDeleted(boardId)) throw isGoing(boardId, "unavailable");
    if (this.#ownerOf(boardId) === undefined && !this.#isThere(boardId)) {
      if (owners.boardsOf(name).length >= MAX_BOARDS) {
        throw new StoreError(
          "full",
          `Cannot begin the board ${boardId}: ${name} has ${MAX_BOARDS}, as many as a person may`,
        );
      }
      inWork.begin(boardId, name);
    }
    this.#checkMayWrite(boardId);
  }

  /** Gives a new board to who began it: something of it is here, and about to have its name. */
  #claim(boardId: string): void {
    const { owners, audit, inWork } = this.#options;
    const beginner = inWork.beginnerOf(boardId);
    if (beginner === undefined || owners.of(boardId) !== undefined) return;
    const isThere = (id: string) => inWork.isWritten(id) || this.#isThere(id);
    // Of several who send it at once, one is the first.
    if (owners.claim(boardId, beginner, isThere) === beginner) audit("begin_board", boardId);
    this.#checkMayWrite(boardId);
  }

  /** A board of which nothing came is nobody's. The last who sends something finds it so. */
  #releaseUnused(boardId: string): void {
    const { owners, inWork } = this.#options;
    if (inWork.isWritten(boardId)) return;
    // Where that cannot be written now, it is forgotten later, as those of boards that are gone.
    if (!this.#isThere(boardId)) attempt(() => owners.remove(boardId));
  }

  #isThere(boardId: string): boolean {
    return linkInfoIfThere(join(this.#options.baseDir, boardId)) !== undefined;
  }

  /** What was so when a file began to come may have changed by its end. */
  #checkStillMay(boardId: string, owner: string | undefined): void {
    const { person: { name }, isKnown, inWork, audit } = this.#options;
    if (!isKnown()) {
      audit("refused", boardId, "the token has ended meanwhile");
      throw new StoreError(
        "denied",
        `Cannot write the board ${boardId}: the token of ${name} has ended`,
      );
    }
    // Nobody's board was there when this began, or it would have become the person's.
    const isGone = owner === undefined && !this.#isThere(boardId);
    if (isGone || inWork.isDeleted(boardId) || this.#ownerOf(boardId) !== owner) {
      throw isGoing(boardId, "conflict");
    }
    this.#checkMayWrite(boardId);
  }

  #checkMayWrite(boardId: string): void {
    const { baseDir, person: { name, role }, audit } = this.#options;
    // Its id may have been claimed before the script began.
    if (isScriptsBoard(join(baseDir, boardId))) {
      audit("refused", boardId, "a script on this machine writes the board");
      throw new StoreError(
        "denied",
        `Cannot write the board ${boardId}: a script on the server's machine writes it`,
      );
    }
    const owner = this.#ownerOf(boardId);
    if (role === "admin" || owner?.toLowerCase() === name.toLowerCase()) return;
    audit("refused", boardId, "the board is another's");
    throw new StoreError(
      "denied",
      `Cannot write the board ${boardId} as ${name}: it belongs to ${
        owner ?? "nobody: it was not sent here"
      }`,
    );
  }

  async #sizeOf(key: string, options?: StoreCallOptions): Promise<number | undefined> {
    try {
      return (await this.#store.get(key, 0, 1, options)).size;
    } catch (error) {
      if (isStoreError(error, "not_found")) return undefined;
      throw error;
    }
  }
}

/** `unavailable` for who comes while it is deleted; `conflict` for who was there before. */
function isGoing(boardId: string, kind: "unavailable" | "conflict"): StoreError {
  return new StoreError(kind, `Cannot write the board ${boardId}: it was deleted just now`);
}
