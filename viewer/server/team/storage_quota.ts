import { join } from "@std/path";
import { folderUsage } from "../../../system/folder_size.ts";
import { sleep } from "../../../system/sleep.ts";
import { StoreError } from "../../../stores/store_error.ts";
import type { BoardOwners } from "./board_owners.ts";

/** Somebody who has no room is counted anew, in case boards were removed on the disk: so often at most. */
const RECOUNT_MS = 10_000;
/** Of the time at most a twentieth goes into counting. */
const RECOUNT_FACTOR = 20;
/** It counts for so long, and then lets others have their turn. */
const TURN_MS = 20;

/** A file of fewer bytes takes as much of a disk: ext4 has so many files for its bytes, and no more. */
const BYTES_PER_FILE = 16 * 1024;
const MIN_FILES = 10_000;

/** Bytes that somebody is about to store: given back at the end unless they are kept. */
export interface ReservedBytes extends Disposable {
  /** They are stored now. @param replaced How many they have taken the place of. Default: of none. */
  keep(replaced?: number): void;
}

/** What somebody's boards take. */
interface PersonsBytes {
  /** How many bytes there are. */
  stored: number;
  /** What is on its way. */
  reserved: number;
  /** How many files there are, and how many more are on their way. */
  files: number;
  newFiles: number;
  /** Whether something is on its way that has room only once it takes another's place. */
  isReplacing: boolean;
  /** The boards that are still to be counted. */
  pending: Set<string>;
  /** What counts them, as long as it does. */
  counting?: Promise<void>;
  /** When they may be counted again. */
  recountAt: number;
}

/**
 * How much the boards of each person may take, in bytes, and in files: one for each 16 KiB, at least
 * 10,000. What they take is counted when the person first sends
 * something, and followed from then on; it is counted anew where there seems to be no room.
 */
export class StorageQuota {
  readonly #maxBytes: number;
  readonly #maxFiles: number;
  readonly #baseDir: string;
  readonly #owners: BoardOwners;
  readonly #now: () => number;
  readonly #people = new Map<string, PersonsBytes>();

  /**
   * @param maxBytes For each person.
   * @param now Milliseconds; for tests.
   */
  constructor(
    maxBytes: number,
    baseDir: string,
    owners: BoardOwners,
    now: () => number = () => performance.now(),
  ) {
    this.#maxBytes = maxBytes;
    this.#maxFiles = Math.max(MIN_FILES, Math.floor(maxBytes / BYTES_PER_FILE));
    this.#baseDir = baseDir;
    this.#owners = owners;
    this.#now = now;
  }

  /**
   * Sets bytes aside for a file.
   *
   * @param bytes How many it has.
   * @param of The board, and how many bytes of another file it is to take the place of, if of one.
   * @throws {StoreError} `full` where there would be more than somebody may have, `unavailable` where
   * there is room as soon as something else has taken the place of another file.
   */
  async reserve(
    name: string,
    bytes: number,
    { boardId, replaced }: { boardId?: string; replaced?: number } = {},
  ): Promise<ReservedBytes> {
    const person = this.#of(name);
    const more = bytes - (replaced ?? 0);
    const newFiles = replaced === undefined ? 1 : 0;
    const has = () => person.stored + person.reserved;
    const hasFiles = () => person.files + person.newFiles;
    const hasRoom = () =>
      (more <= 0 || has() + more <= this.#maxBytes) && hasFiles() + newFiles <= this.#maxFiles;
    await counted(person);
    if (!hasRoom() && this.#now() >= person.recountAt) {
      this.#startCount(name, person);
      await counted(person);
    }
    if (!hasRoom()) throw this.#full(name, more, has(), hasFiles());
    // Until it has the other's place, both are on the disk: no more than one file is beyond the quota.
    const isReplacing = has() + bytes > this.#maxBytes;
    if (isReplacing && person.isReplacing) {
      throw new StoreError(
        "unavailable",
        `Cannot store ${bytes} bytes now: the boards of ${name} have ${has()} of ` +
          `${this.#maxBytes}, and another file is being replaced`,
      );
    }
    person.reserved += bytes;
    person.newFiles += newFiles;
    person.isReplacing ||= isReplacing;
    let isReserved = true;
    const release = () => {
      if (!isReserved) return;
      isReserved = false;
      person.reserved -= bytes;
      person.newFiles -= newFiles;
      if (isReplacing) person.isReplacing = false;
    };
    return {
      keep: (replaced) => {
        release();
        change(person, bytes - (replaced ?? 0), replaced === undefined ? 1 : 0, boardId);
      },
      [Symbol.dispose]: release,
    };
  }

  /** Gives back bytes of a board that were removed. */
  free(name: string, bytes: number, boardId?: string): void {
    const person = this.#people.get(name.toLowerCase());
    if (person !== undefined) change(person, -bytes, -1, boardId);
  }

  /** Counts anew what somebody has, when that is asked next: a board was deleted. */
  forget(name: string): void {
    const person = this.#people.get(name.toLowerCase());
    if (person !== undefined) this.#startCount(name, person);
  }

  #full(name: string, more: number, bytes: number, files: number): StoreError {
    const said = files < this.#maxFiles
      ? `Cannot store ${more} bytes more: the boards of ${name} have ${bytes}, and may have ` +
        this.#maxBytes
      : `Cannot store a file more: the boards of ${name} have ${files}, and may have ` +
        `${this.#maxFiles}, one for each ${BYTES_PER_FILE} bytes of the quota`;
    return new StoreError(
      "full",
      `${said}; an admin deletes boards or starts the server with a larger --quota`,
    );
  }

  #of(name: string): PersonsBytes {
    const key = name.toLowerCase();
    const known = this.#people.get(key);
    if (known !== undefined) return known;
    const person: PersonsBytes = {
      stored: 0,
      reserved: 0,
      files: 0,
      newFiles: 0,
      isReplacing: false,
      pending: new Set(),
      recountAt: 0,
    };
    this.#people.set(key, person);
    this.#startCount(name, person);
    return person;
  }

  #startCount(name: string, person: PersonsBytes): void {
    const counting = this.#count(name, person);
    person.counting = counting;
    const end = () => {
      if (person.counting === counting) person.counting = undefined;
    };
    counting.then(end, () => {
      end();
      this.#people.delete(name.toLowerCase()); // The owners cannot be read at this moment.
    });
  }

  /** Counts board by board. */
  async #count(name: string, person: PersonsBytes): Promise<void> {
    const pending = new Set(this.#owners.boardsOf(name));
    [person.pending, person.stored, person.files] = [pending, 0, 0];
    const start = performance.now();
    let pausedAt = start;
    for (const boardId of pending) {
      pending.delete(boardId);
      const { bytes, files } = folderUsage(join(this.#baseDir, boardId));
      person.stored += bytes;
      person.files += files;
      if (performance.now() - pausedAt < TURN_MS) continue;
      await sleep(0);
      if (person.pending !== pending) return; // It has begun anew.
      pausedAt = performance.now();
    }
    const ms = performance.now() - start;
    person.recountAt = this.#now() + Math.max(RECOUNT_MS, RECOUNT_FACTOR * ms);
  }
}

/** What becomes of a board that is still to be counted is counted with it. */
function change(person: PersonsBytes, bytes: number, files: number, boardId?: string): void {
  if (boardId !== undefined && person.pending.has(boardId)) return;
  person.stored += bytes;
  person.files += files;
}

/** Waits until all is counted. */
async function counted(person: PersonsBytes): Promise<void> {
  while (person.counting !== undefined) await person.counting;
}
