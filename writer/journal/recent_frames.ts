import type { JournalEntry } from "../../format/journal_entry.ts";
import { isBefore, type JournalPosition } from "./journal_position.ts";

/** A frame that was appended, with what it holds. */
export interface RecentFrame {
  entry: JournalEntry;
  /** Where it begins; in a segment that it is the first of, the segment's start. */
  start: JournalPosition;
  /** Where the next one begins. */
  end: JournalPosition;
  /** Its size on disk. */
  byteCount: number;
  /** About how much memory it takes. Default: as much as on disk. */
  heldBytes?: number;
}

/**
 * The newest frames of the journal in memory, without a gap, for a commit that comes soon: what is
 * not here any more is read from the disk. They take no more than about the bound.
 */
export class RecentFrames {
  readonly #maxBytes: number;
  #frames: RecentFrame[] = [];
  /** How many of the first ones are not wanted any more. */
  #dropped = 0;
  #heldBytes = 0;

  /** @param maxBytes The bound. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Adds the frame that follows on the last one. */
  add({ entry: { kind, blocks }, ...place }: RecentFrame): void {
    this.#frames.push({ entry: { kind, blocks }, ...place });
    this.#heldBytes += place.heldBytes ?? place.byteCount;
    while (this.#heldBytes > this.#maxBytes) this.#dropFirst();
  }

  /** The frame after a position; `undefined` where it is not here. */
  after(position: JournalPosition): RecentFrame | undefined {
    const first = this.#frames[this.#dropped];
    if (first === undefined || isBefore(position, first.start)) return undefined;
    let [low, high] = [this.#dropped, this.#frames.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(position, this.#frames[middle]?.end ?? position)) high = middle;
      else low = middle + 1;
    }
    return this.#frames[low];
  }

  /** Forgets the frames before a position. */
  forgetBefore(position: JournalPosition): void {
    for (;;) {
      const first = this.#frames[this.#dropped];
      if (first === undefined || isBefore(position, first.end)) return;
      this.#dropFirst();
    }
  }

  /** Forgets all. */
  clear(): void {
    this.#frames = [];
    this.#dropped = this.#heldBytes = 0;
  }

  #dropFirst(): void {
    const first = this.#frames[this.#dropped];
    if (first === undefined) return this.clear();
    this.#heldBytes -= first.heldBytes ?? first.byteCount;
    first.entry = NOTHING; // Its blocks need not wait until the list is made anew.
    // To move all others with each one that goes would cost the square of their number.
    if (++this.#dropped < this.#frames.length / 2) return;
    this.#frames.splice(0, this.#dropped);
    this.#dropped = 0;
  }
}

const NOTHING: JournalEntry = { kind: "rows", blocks: [] };
