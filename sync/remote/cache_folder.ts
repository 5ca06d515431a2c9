import { createHash } from "node:crypto";
import { join } from "@std/path";
import { envVariable } from "../../system/env_variable.ts";
import { entriesIn } from "../../system/entries_in.ts";
import { attempt } from "../../system/attempt.ts";
import { infoIfThere } from "../../system/file_info.ts";
import { folderSize } from "../../system/folder_size.ts";
import { makePrivateDirs } from "../../system/make_dir.ts";
import { system } from "../../system/platform.ts";
import { removeTreeIfThere } from "../../system/remove.ts";
import { FETCHED_FILE } from "./fetched_files.ts";
import { StoreError } from "../stores/store_error.ts";

const GIB = 2 ** 30;
const MAX_BYTES = 10 * GIB;
/** A board that somebody reads was looked at since. */
const IN_USE_MS = 15 * 60_000;
const LOOK_MS = 60_000;
/** What of a board can be fetched again; its metadata stay. */
const FETCHED_FOLDERS = ["data", "live", "media", "logs", ".fetching"];

/**
 * The folder of what is fetched of boards elsewhere, in the user's folder of caches, or where
 * `KOBO_CACHE_DIR` says. It has `KOBO_CACHE_BYTES` at most, 10 GiB without, but for what is read just
 * now: of the boards that nobody has read for a quarter of an hour, those that were read longest ago
 * are removed first.
 */
export class CacheFolder {
  /** The folder. */
  readonly path: string;
  /** How many bytes it may have. */
  readonly maxBytes: number;
  #lookedAt = -Infinity;

  /**
   * Makes the folder, which no other user may look into.
   *
   * @throws {StoreError} `bad_address` where nobody says where it is to be, or cannot be made.
   */
  constructor(variable: (name: string) => string | undefined = envVariable) {
    const path = variable("KOBO_CACHE_DIR") || usualPath(variable);
    const refuse = (reason: string, cause?: unknown) =>
      new StoreError(
        "bad_address",
        `Cannot keep what is read of boards elsewhere: ${reason}; set KOBO_CACHE_DIR to a folder`,
        { cause },
      );
    if (path === undefined) throw refuse("the user's home folder is not known");
    this.path = path;
    const bytes = variable("KOBO_CACHE_BYTES");
    this.maxBytes = bytes ? Number(bytes) : MAX_BYTES;
    if (!Number.isSafeInteger(this.maxBytes) || this.maxBytes < 1) {
      throw new StoreError(
        "bad_address",
        `Cannot use KOBO_CACHE_BYTES: expected a number of bytes, received ${bytes}`,
      );
    }
    try {
      makePrivateDirs(path);
    } catch (error) {
      throw refuse(`${path} cannot be made`, error);
    }
  }

  /** Makes the folder of the boards at an address. @param place All that tells it from others. */
  folderOf(place: string): string {
    const name = createHash("sha256").update(place).digest("hex").slice(0, 32);
    const path = join(this.path, name);
    makePrivateDirs(path);
    return path;
  }

  /** Removes what was read longest ago, where there is too much; looked at once a minute at most. */
  evict(): void {
    if (performance.now() - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = performance.now();
    const boards = entriesIn(this.path).filter(({ isDirectory }) => isDirectory)
      .flatMap(({ name }) => entriesIn(join(this.path, name)).map((entry) => ({ name, entry })))
      .filter(({ entry }) => entry.isDirectory)
      .map(({ name, entry }) => {
        const dir = join(this.path, name, entry.name);
        const usedAt = infoIfThere(join(dir, FETCHED_FILE))?.mtimeMs ?? 0;
        return { dir, usedAt, bytes: sizeOf(dir) };
      })
      .sort((a, b) => a.usedAt - b.usedAt);
    let sum = boards.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { dir, usedAt, bytes } of boards) {
      if (sum <= this.maxBytes || Date.now() - usedAt < IN_USE_MS) return;
      for (const folder of FETCHED_FOLDERS) attempt(() => removeTreeIfThere(join(dir, folder)));
      sum -= bytes;
    }
  }
}

function usualPath(variable: (name: string) => string | undefined): string | undefined {
  const [base, ...parts] = system === "windows"
    ? [variable("LOCALAPPDATA"), "kobo", "cache"]
    : system === "darwin"
    ? [variable("HOME"), "Library", "Caches", "kobo"]
    : variable("XDG_CACHE_HOME")
    ? [variable("XDG_CACHE_HOME"), "kobo"]
    : [variable("HOME"), ".cache", "kobo"];
  return base ? join(base, ...parts.map(String)) : undefined;
}

function sizeOf(dir: string): number {
  return FETCHED_FOLDERS.reduce((sum, folder) => sum + folderSize(join(dir, folder)), 0);
}
