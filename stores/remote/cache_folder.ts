import { createHash } from "node:crypto";
import { basename, join } from "@std/path";
import { envVariable } from "../../system/env_variable.ts";
import { entriesIn } from "../../system/entries_in.ts";
import { attempt } from "../../system/attempt.ts";
import { linkInfoIfThere } from "../../system/file_info.ts";
import { FileLock } from "../../system/file_lock.ts";
import { exists } from "../../system/exists.ts";
import { folderSize } from "../../system/folder_size.ts";
import { isPrivateDir } from "../../system/is_private_dir.ts";
import { makePrivateDirs } from "../../system/make_dir.ts";
import { system } from "../../system/platform.ts";
import { removeTreeIfThere } from "../../system/remove.ts";
import { pid } from "../../system/this_process.ts";
import { writeFile } from "../../system/write_file.ts";
import { FETCHED_FILE } from "./fetched_files.ts";
import { lockPathOf } from "./lock_path.ts";
import { StoreError } from "../store_error.ts";

const GIB = 2 ** 30;
const MAX_BYTES = 10 * GIB;
/** A board that somebody reads was looked at since. */
const IN_USE_MS = 15 * 60_000;
const LOOK_MS = 60_000;
/** In the folder of an address: when its boards were last listed. */
const LISTED_FILE = ".listed";
/** There, too: titles, tags and notes. */
const OWN_FOLDER = ".kobo";
/** The folders of a board that can be fetched again. Its metadata stay as long as its address is listed. */
const FETCHED_FOLDERS = ["data", "live", "media", "files", "logs", ".fetching"];

/**
 * The folder of what is fetched of boards elsewhere, in the user's folder of caches, or where
 * `KOBO_CACHE_DIR` says. It has `KOBO_CACHE_BYTES` at most, 10 GiB without, but for what is read just
 * now: of the boards that nobody has read for a quarter of an hour, those that were read longest ago
 * are removed first; then what is left of the addresses that nobody has listed for so long.
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

  /**
   * Makes the folder of the boards at an address. What is in it is believed: it must be this user's.
   *
   * @param place All that tells it from others.
   * @throws {StoreError} `bad_address` where somebody else may write there.
   */
  folderOf(place: string): string {
    const name = createHash("sha256").update(place).digest("hex").slice(0, 32);
    const path = join(this.path, name);
    makePrivateDirs(path);
    if (isPrivateDir(path)) return path;
    throw new StoreError(
      "bad_address",
      `Cannot keep what is read of boards elsewhere: somebody else may write in ${path}; set ` +
        "KOBO_CACHE_DIR to a folder of your own",
    );
  }

  /** Writes down that the boards at an address are listed now. @param folder That of the address. */
  noteListing(folder: string): void {
    attempt(() => { // Another process may do so, too, or have removed the folder.
      makePrivateDirs(folder);
      writeFile(join(folder, LISTED_FILE), "");
    });
  }

  /** Removes what was read longest ago, where there is too much; looked at once a minute at most. */
  evict(): void {
    if (performance.now() - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = performance.now();
    const places = foldersIn(this.path);
    const boards = places.flatMap(foldersIn)
      .map((dir) => ({ dir, usedAt: timeOf(join(dir, FETCHED_FILE)), bytes: fetchedBytes(dir) }))
      .sort((a, b) => a.usedAt - b.usedAt);
    let sum = places.reduce((sum, dir) => sum + folderSize(dir), 0);
    for (const { dir, usedAt, bytes } of boards) {
      if (sum <= this.maxBytes) return;
      if (isInUse(usedAt) || !removeFetched(dir)) continue;
      sum -= bytes;
    }
    const unlisted = places.map((dir) => ({ dir, listedAt: timeOf(join(dir, LISTED_FILE)) }))
      .sort((a, b) => a.listedAt - b.listedAt);
    for (const { dir, listedAt } of unlisted) {
      if (sum <= this.maxBytes) return;
      const isRead = foldersIn(dir).some((board) => isInUse(timeOf(join(board, FETCHED_FILE))));
      if (isInUse(listedAt) || isRead) continue;
      sum -= folderSize(dir);
      attempt(() => removePlace(dir));
    }
  }
}

/** What was fetched of a board goes, unless another process brings something at this moment. */
function removeFetched(dir: string): boolean {
  return attempt(() => {
    using lock = new FileLock(lockPathOf(dir));
    if (!lock.tryTake(`${pid}\n`, 0) || isInUse(timeOf(join(dir, FETCHED_FILE)))) return false;
    for (const folder of FETCHED_FOLDERS) removeTreeIfThere(join(dir, folder));
    return true;
  }) ?? false;
}

/** What people have said of the boards stays: it may not have come to the store yet. */
function removePlace(dir: string): void {
  const hasOwn = exists(join(dir, OWN_FOLDER));
  const names = hasOwn ? entriesIn(dir).map(({ name }) => name) : ["."];
  for (const name of names) {
    if (name !== OWN_FOLDER) removeTreeIfThere(join(dir, name));
  }
}

function isInUse(atMs: number): boolean {
  return Date.now() - atMs < IN_USE_MS;
}

function foldersIn(dir: string): string[] {
  return entriesIn(dir).filter(({ isDirectory }) => isDirectory).map(({ name }) => join(dir, name));
}

function timeOf(path: string): number {
  return linkInfoIfThere(path)?.mtimeMs ?? 0;
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

function fetchedBytes(dir: string): number {
  return foldersIn(dir).filter((folder) => FETCHED_FOLDERS.includes(basename(folder)))
    .reduce((sum, folder) => sum + folderSize(folder), 0);
}
