import { createHash } from "node:crypto";
import { basename, join } from "@std/path";
import { hashInName, mediaSuffix } from "../../format/media_names.ts";
import { namesIn } from "../../system/entries_in.ts";
import { isNotFound } from "../../system/error_code.ts";
import { fileHash } from "../../system/file_hash.ts";
import { linkInfoIfThere } from "../../system/file_info.ts";
import { makeDir } from "../../system/make_dir.ts";
import { removeFile, removeTreeIfThere } from "../../system/remove.ts";
import { rename } from "../../system/rename.ts";
import { syncDir } from "../../system/sync_dir.ts";
import { syncFileLater } from "../../system/sync_file.ts";
import { writeFile } from "../../system/write_file.ts";
import { Fifo } from "../fifo.ts";
import type { MediaRecord } from "../records.ts";
import { storedName } from "../stored_name.ts";
import { type MediaContent, readContent } from "./media_content.ts";

/** A medium that is in the store. */
export interface StoredMedia {
  /** The sha256 of its content, hex. */
  mediaId: string;
  /** Its name in `media/`. */
  filename: string;
  /** Absolute. */
  path: string;
  /** The file's size. */
  sizeBytes: number;
  /** The file name's extension. */
  format: string;
  /** In pixels; `null` for what is no image. */
  width: number | null;
  /** In pixels; `null` for what is no image. */
  height: number | null;
}

/**
 * The folder `media/`: each content once, in a file that is named after the
 * first log call that had it. A file gets its name when it is whole.
 */
export class MediaStore {
  readonly #dir: string;
  readonly #known = new Map<string, StoredMedia>();
  /** The files of earlier runs, by the eight hex digits of the hash in their names. */
  #earlier?: ReadonlyMap<string, string[]>;
  /** The files that are not durable yet. */
  readonly #unsynced = new Fifo<string>();
  /** Whether all names in the folder are durable. */
  #isDirSynced = true;
  /** The calls of {@linkcode sync}, one after the other. */
  #syncing: Promise<void> = Promise.resolve();

  /** Makes nothing before the first {@linkcode put}. @param boardDir Absolute. */
  constructor(boardDir: string) {
    this.#dir = join(boardDir, "media");
  }

  /**
   * Stores the content of a record, unless the folder has it already.
   *
   * @throws {MediaSourceError} Where the content cannot be read, or is broken.
   */
  async put(record: MediaRecord, step: number): Promise<StoredMedia> {
    makeDir(this.#dir);
    if (this.#earlier === undefined) this.removeRemains(); // A stranger may have put a folder there.
    const earlier = this.#earlier ??= this.#readDir();
    const content = await readContent(record, this.#incomingPath);
    const mediaId = content.bytes === undefined
      ? await fileHash(content.path)
      : createHash("sha256").update(content.bytes).digest("hex");
    const known = this.#known.get(mediaId) ?? await this.#findEarlier(earlier, mediaId, content);
    if (known !== undefined && content.bytes === undefined) removeFile(content.path);
    const stored = known ?? this.#add(record, step, mediaId, content);
    this.#known.set(mediaId, stored);
    return stored;
  }

  /** Removes a file that a kill has left half-copied, or whatever has its name. */
  removeRemains(): void {
    removeTreeIfThere(this.#incomingPath);
  }

  /** Makes all files and their names durable (fsync). More may come meanwhile. */
  sync(): Promise<void> {
    return this.#syncing = this.#syncing.catch(() => {}).then(() => this.#syncNow());
  }

  /** The path of a file before it is whole. */
  get #incomingPath(): string {
    return join(this.#dir, ".incoming.tmp");
  }

  async #syncNow(): Promise<void> {
    for (let path = this.#unsynced.first; path !== undefined; path = this.#unsynced.first) {
      try {
        await syncFileLater(path);
      } catch (error) {
        if (!isNotFound(error)) throw error; // The user may have removed it.
      }
      this.#unsynced.remove();
    }
    // After all of the files: more may have come while they were made durable.
    if (this.#isDirSynced) return;
    syncDir(this.#dir);
    this.#isDirSynced = true;
  }

  #add(
    { name, index }: MediaRecord,
    step: number,
    mediaId: string,
    content: MediaContent,
  ): StoredMedia {
    const filename = storedName(
      name,
      mediaSuffix(index, step, mediaId, content.format),
    );
    const path = join(this.#dir, filename);
    if (content.bytes !== undefined) writeFile(this.#incomingPath, content.bytes);
    rename(this.#incomingPath, path);
    this.#unsynced.add(path);
    this.#isDirSynced = false;
    return toStoredMedia(mediaId, path, content);
  }

  async #findEarlier(
    earlier: ReadonlyMap<string, string[]>,
    mediaId: string,
    content: MediaContent,
  ): Promise<StoredMedia | undefined> {
    for (const filename of earlier.get(mediaId.slice(0, 8)) ?? []) {
      const path = join(this.#dir, filename);
      const info = linkInfoIfThere(path); // A stranger may have put a link there.
      if (!info?.isFile || info.size !== content.sizeBytes) continue;
      if (await fileHash(path) === mediaId) return toStoredMedia(mediaId, path, content);
    }
  }

  #readDir(): Map<string, string[]> {
    const names = new Map<string, string[]>();
    for (const name of namesIn(this.#dir)) {
      const digits = hashInName(name);
      if (digits !== undefined) names.set(digits, [...names.get(digits) ?? [], name]);
    }
    return names;
  }
}

function toStoredMedia(mediaId: string, path: string, content: MediaContent): StoredMedia {
  const { sizeBytes, format, width, height } = content;
  return { mediaId, filename: basename(path), path, sizeBytes, format, width, height };
}
