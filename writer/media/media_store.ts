import { createHash } from "node:crypto";
import { basename, join } from "@std/path";
import { makeDir } from "../../system/make_dir.ts";
import { syncDir } from "../../system/sync_dir.ts";
import type { MediaRecord } from "../records.ts";
import { type MediaContent, readContent } from "./media_content.ts";

const HASH_CHUNK_BYTES = 1024 ** 2;

/** A medium that is in the store. */
export interface StoredMedia {
  /** The sha256 of its content, hex. */
  mediaId: string;
  /** Its name in `media/`. */
  filename: string;
  /** Absolute. */
  path: string;
  sizeBytes: number;
  /** The file name's extension. */
  format: string;
  width: number | null;
  height: number | null;
}

/**
 * The folder `media/`: every content once, under a name that tells what it
 * was first logged as. A file has its name only when it is whole.
 */
export class MediaStore {
  readonly #dir: string;
  readonly #known = new Map<string, StoredMedia>();
  /** The files of earlier runs, by the eight hex digits in their names. */
  #earlier?: Map<string, string[]>;
  readonly #unsynced: string[] = [];
  /** One after the other: none ends before what an earlier one began is durable. */
  #syncing: Promise<void> = Promise.resolve();

  /** Makes nothing before the first {@linkcode put}. @param boardDir Absolute. */
  constructor(boardDir: string) {
    this.#dir = join(boardDir, "media");
  }

  /**
   * Stores the content of a record, unless it is there.
   *
   * @throws {MediaSourceError} Where the content cannot be had, or is broken.
   */
  async put(record: MediaRecord, step: number): Promise<StoredMedia> {
    makeDir(this.#dir);
    this.#earlier ??= this.#readDir();
    const content = await readContent(record, this.#incoming);
    const mediaId = content.bytes === undefined
      ? await hashFile(content.path)
      : createHash("sha256").update(content.bytes).digest("hex");
    const known = this.#known.get(mediaId) ?? await this.#findEarlier(mediaId, content);
    if (known !== undefined && content.bytes === undefined) Deno.removeSync(content.path);
    const stored = known ?? this.#add(record, step, mediaId, content);
    this.#known.set(mediaId, stored);
    return stored;
  }

  /** Removes what a kill has left half-copied. */
  removeRemains(): void {
    try {
      Deno.removeSync(this.#incoming);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  /** Makes all files durable (fsync), and their names. More may come meanwhile. */
  sync(): Promise<void> {
    return this.#syncing = this.#syncing.catch(() => {}).then(() => this.#syncNow());
  }

  /** Where a file is before it is whole. */
  get #incoming(): string {
    return join(this.#dir, ".incoming.tmp");
  }

  async #syncNow(): Promise<void> {
    if (this.#unsynced.length > 0) syncDir(this.#dir);
    while (this.#unsynced.length > 0) {
      try {
        using file = await Deno.open(this.#unsynced[0], { write: true });
        await file.syncData();
      } catch (error) {
        // Whoever removed it knows that it is gone.
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
      this.#unsynced.shift();
    }
  }

  #add(
    { name, index }: MediaRecord,
    step: number,
    mediaId: string,
    content: MediaContent,
  ): StoredMedia {
    const filename = `${safeName(name)}_${index}_${String(step).padStart(8, "0")}_` +
      `${mediaId.slice(0, 8)}.${content.format}`;
    const path = join(this.#dir, filename);
    if (content.bytes !== undefined) Deno.writeFileSync(this.#incoming, content.bytes);
    Deno.renameSync(this.#incoming, path);
    this.#unsynced.push(path);
    return describe(mediaId, path, content);
  }

  async #findEarlier(mediaId: string, content: MediaContent): Promise<StoredMedia | undefined> {
    for (const filename of this.#earlier!.get(mediaId.slice(0, 8)) ?? []) {
      const path = join(this.#dir, filename);
      if (Deno.statSync(path).size !== content.sizeBytes) continue;
      if (await hashFile(path) === mediaId) return describe(mediaId, path, content);
    }
  }

  #readDir(): Map<string, string[]> {
    const names = new Map<string, string[]>();
    for (const { name } of Deno.readDirSync(this.#dir)) {
      const digits = /_([0-9a-f]{8})\.\w+$/.exec(name)?.[1];
      if (digits !== undefined) names.set(digits, [...names.get(digits) ?? [], name]);
    }
    return names;
  }
}

function describe(mediaId: string, path: string, content: MediaContent): StoredMedia {
  const { sizeBytes, format, width, height } = content;
  return { mediaId, filename: basename(path), path, sizeBytes, format, width, height };
}

/** Letters, digits, dots and dashes; the true name stands in the row. */
function safeName(name: string): string {
  const safe = name.replace(/[^\p{L}\p{N}.-]+/gu, "_").replace(/^\.+/, "_");
  const bytes = new TextEncoder().encode(safe).subarray(0, 120);
  return new TextDecoder().decode(bytes).replace(/\uFFFD+$/, "");
}

/** The sha256 of a file, read as a stream. */
async function hashFile(path: string): Promise<string> {
  using file = await Deno.open(path);
  const hash = createHash("sha256");
  const chunk = new Uint8Array(HASH_CHUNK_BYTES);
  for (let count = await file.read(chunk); count !== null; count = await file.read(chunk)) {
    hash.update(chunk.subarray(0, count));
  }
  return hash.digest("hex");
}
