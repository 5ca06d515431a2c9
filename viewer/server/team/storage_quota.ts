import { join } from "@std/path";
import { folderSize } from "../../../system/folder_size.ts";
import { sleep } from "../../../system/sleep.ts";
import { StoreError } from "../../../sync/stores/store_error.ts";
import type { BoardOwners } from "./board_owners.ts";

/** Somebody who has no room is counted anew, in case boards were removed on the disk: so often at most. */
const RECOUNT_MS = 10_000;
/** Of the time at most a twentieth goes into counting. */
const RECOUNT_FACTOR = 20;
/** It counts for so long, and then lets others have their turn. */
const TURN_MS = 20;

/** Bytes that somebody is about to store: given back at the end unless they are kept. */
export interface ReservedBytes extends Disposable {
  /** They are stored now. @param replaced How many they have taken the place of. Default: 0. */
  keep(replaced?: number): void;
}

/** What somebody's boards take. */
interface PersonsBytes {
  stored: number;
  /** What is on its way. */
  reserved: number;
  /** The boards that are still to be counted. */
  pending: Set<string>;
  /** What counts them, as long as it does. */
  counting?: Promise<void>;
  /** When they may be counted again. */
  recountAt: number;
}

/**
 * How much the boards of each person may take. What they take is counted when the person first sends
 * something, and followed from then on; it is counted anew where there seems to be no room.
 */
export class StorageQuota {
  readonly #maxBytes: number;
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
    this.#baseDir = baseDir;
    this.#owners = owners;
    this.#now = now;
  }

  /**
   * Sets bytes aside for an object.
   *
   * @param bytes How many it has.
   * @param of The board, and how many bytes it is to take the place of.
   * @throws {StoreError} `full` where there would be more than somebody may have.
   */
  async reserve(
    name: string,
    bytes: number,
    { boardId, replaced = 0 }: { boardId?: string; replaced?: number } = {},
  ): Promise<ReservedBytes> {
    const person = this.#of(name);
    const more = bytes - replaced;
    const hasRoom = () => more <= 0 || person.stored + person.reserved + more <= this.#maxBytes;
    await counted(person);
    if (!hasRoom() && this.#now() >= person.recountAt) {
      this.#startCount(name, person);
      await counted(person);
    }
    if (!hasRoom()) {
      throw new StoreError(
        "full",
        `Cannot store ${more} bytes more: the boards of ${name} have ` +
          `${person.stored + person.reserved}, and may have ${this.#maxBytes}; an admin deletes ` +
          "boards or starts the server with a larger --quota",
      );
    }
    person.reserved += bytes;
    let isReserved = true;
    const release = () => {
      if (isReserved) person.reserved -= bytes;
      isReserved = false;
    };
    return {
      keep: (replaced = 0) => {
        release();
        change(person, bytes - replaced, boardId);
      },
      [Symbol.dispose]: release,
    };
  }

  /** Gives back bytes of a board that were removed. */
  free(name: string, bytes: number, boardId?: string): void {
    const person = this.#people.get(name.toLowerCase());
    if (person !== undefined) change(person, -bytes, boardId);
  }

  /** Counts anew what somebody has, when that is asked next: a board was deleted. */
  forget(name: string): void {
    const person = this.#people.get(name.toLowerCase());
    if (person !== undefined) this.#startCount(name, person);
  }

  #of(name: string): PersonsBytes {
    const key = name.toLowerCase();
    const known = this.#people.get(key);
    if (known !== undefined) return known;
    const person: PersonsBytes = { stored: 0, reserved: 0, pending: new Set(), recountAt: 0 };
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
    [person.pending, person.stored] = [pending, 0];
    const start = performance.now();
    let pausedAt = start;
    for (const boardId of pending) {
      pending.delete(boardId);
      person.stored += folderSize(join(this.#baseDir, boardId));
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
function change(person: PersonsBytes, bytes: number, boardId?: string): void {
  if (boardId === undefined || !person.pending.has(boardId)) person.stored += bytes;
}

/** Waits until all is counted. */
async function counted(person: PersonsBytes): Promise<void> {
  while (person.counting !== undefined) await person.counting;
}
