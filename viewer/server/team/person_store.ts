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
import { versionOf } from "../../../sync/stores/content_version.ts";
import { isScriptsBoard, isSentBoard } from "../../../format/sent_board.ts";
import { MARKER_KEY, markerBytes } from "../../../sync/remote/marker.ts";
import { checkKey } from "../../../sync/stores/check_key.ts";
import { FolderStore } from "../../../sync/stores/folder_store.ts";
import type {
  PutCondition,
  StoreCallOptions,
  StoredBytes,
  StoredObject,
} from "../../../sync/stores/store.ts";
import { isStoreError, StoreError } from "../../../sync/stores/store_error.ts";
import type { StreamedContent } from "../../../sync/stores/write_durably.ts";
import { attempt } from "../../../system/attempt.ts";
import { readDir } from "../../../system/entries_in.ts";
import { linkInfoIfThere } from "../../../system/file_info.ts";
import { isPathSegment } from "../../../system/path_segment.ts";
import type { Person } from "../../protocol/api.ts";
import type { AuditedAct } from "./audit_entry.ts";
import type { BoardOwners } from "./board_owners.ts";
import type { BoardsInWork } from "./boards_in_work.ts";
import type { StorageQuota } from "./storage_quota.ts";
import type { StreamedStore } from "./store_requests.ts";

/** No file system of the usual ones takes a longer name. */
const MAX_NAME_BYTES = 255;
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
    const { boardId, name } = parseKey(key);
    const { audit, person: { name: who }, quota, owners, inWork } = this.#options;
    try {
      using _ = inWork.write(boardId);
      this.#claim(boardId);
      const replaced = await this.#sizeOf(key, options);
      const owner = owners.of(boardId) ?? who;
      using reserved = await quota.reserve(owner, content.size, { boardId, replaced });
      const version = await this.#store.put(key, content, condition, {
        ...options,
        beforeNaming: () => this.#checkStillMay(boardId, owner),
        onNamed: (replaced) => reserved.keep(replaced),
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
    const { boardId } = parseKey(key);
    if (!this.#isShown(boardId)) throw notFound(key);
    return await this.#store.get(key, offset, length, options);
  }

  /** Lists the objects of the boards that were sent here. */
  async *list(prefix: string, options?: StoreCallOptions): AsyncGenerator<StoredObject[]> {
    if (prefix !== "") return yield* this.#listBoard(prefix, options);
    yield [{ key: MARKER_KEY, size: markerBytes().length }];
    for (const { name, isDirectory } of readDir(this.#options.baseDir)) {
      if (isDirectory) yield* this.#listBoard(`${name}/`, options, [METADATA_KEY, RECORD_KEY]);
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
    const { boardId } = parseKey(key);
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
    options?: StoreCallOptions,
    changing = CHANGING,
  ): AsyncGenerator<StoredObject[]> {
    const [boardId = ""] = prefix.split("/");
    if (!isBoardId(boardId) || !this.#isShown(boardId)) return;
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

  /**
   * Gives a new board to the person.
   *
   * @throws {StoreError} `denied` where it is another's, `full` where the person has too many.
   */
  #claim(boardId: string): void {
    const { owners, person: { name }, audit, inWork } = this.#options;
    if (inWork.isDeleted(boardId)) throw isGoing(boardId, "unavailable");
    if (owners.of(boardId) === undefined && !this.#isThere(boardId)) {
      if (owners.boardsOf(name).length >= MAX_BOARDS) {
        throw new StoreError(
          "full",
          `Cannot begin the board ${boardId}: ${name} has ${MAX_BOARDS}, as many as a person may`,
        );
      }
      const isThere = (id: string) => inWork.isWritten(id) || this.#isThere(id);
      // Of several who send it at once, one is the first.
      if (owners.claim(boardId, name, isThere) === name) audit("begin_board", boardId);
    }
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
  #checkStillMay(boardId: string, owner: string): void {
    const { owners, person: { name }, isKnown, inWork, audit } = this.#options;
    if (!isKnown()) {
      audit("refused", boardId, "the token has ended meanwhile");
      throw new StoreError(
        "denied",
        `Cannot write the board ${boardId}: the token of ${name} has ended`,
      );
    }
    if (inWork.isDeleted(boardId) || !owners.isOf(boardId, owner)) {
      throw isGoing(boardId, "conflict");
    }
    this.#checkMayWrite(boardId);
  }

  #checkMayWrite(boardId: string): void {
    const { owners, baseDir, person: { name, role }, audit } = this.#options;
    // Its id may have been claimed before the script began.
    if (isScriptsBoard(join(baseDir, boardId))) {
      audit("refused", boardId, "a script on this machine writes the board");
      throw new StoreError(
        "denied",
        `Cannot write the board ${boardId}: a script on the server's machine writes it`,
      );
    }
    if (role === "admin" || owners.isOf(boardId, name)) return;
    const owner = owners.of(boardId) ?? "nobody: it was not sent here";
    audit("refused", boardId, "the board is another's");
    throw new StoreError(
      "denied",
      `Cannot write the board ${boardId} as ${name}: it belongs to ${owner}`,
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

/** @throws {StoreError} `bad_key` for what no sync writes. */
function parseKey(key: string): { boardId: string; name: string } {
  checkKey(key);
  const slash = key.indexOf("/");
  const boardId = key.slice(0, Math.max(0, slash));
  const name = key.slice(slash + 1);
  const isShort = key.split("/").every((part) => encoder.encode(part).length <= MAX_NAME_BYTES);
  if (isBoardId(boardId) && isRemoteKey(name) && isShort) return { boardId, name };
  throw new StoreError(
    "bad_key",
    `Cannot use the key ${JSON.stringify(key.slice(0, 200))}: no sync of this version writes it`,
  );
}

/** What begins with a dot is the server's own, and shown by nobody. */
function isBoardId(name: string): boolean {
  return !name.startsWith(".") && isPathSegment(name, "linux") && isPathSegment(name, "windows");
}

/** `unavailable` for who comes while it is deleted; `conflict` for who was there before. */
function isGoing(boardId: string, kind: "unavailable" | "conflict"): StoreError {
  return new StoreError(kind, `Cannot write the board ${boardId}: it was deleted just now`);
}

function notFound(key: string): StoreError {
  return new StoreError("not_found", `Cannot read ${key}: there is no such object`);
}
