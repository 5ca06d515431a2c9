import type { JournalEntry } from "../../format/journal_entry.ts";
import type { FrameHeader } from "../../format/journal_frames.ts";

/** What is known of a frame once its payload was read. */
export interface FrameInfo {
  /** Whether it has rows of `metrics`: of log calls, up to `lastStep`. */
  hasMetrics: boolean;
  /** What it holds. */
  kind: JournalEntry["kind"];
  lastStep: number;
}

/** Where a frame is, and what its header says. */
export interface IndexedFrame extends FrameHeader {
  /** The segment's file. */
  path: string;
  /** Where in the file the payload begins. */
  offset: number;
}

/** So many frames share their arrays: none is ever copied to make room. */
const FRAMES_PER_PAGE = 2 ** 12;

const KINDS: readonly FrameHeader["kind"][] = ["earlier", "block", "calls", "completion"];
const ENTRY_KINDS: readonly JournalEntry["kind"][] = ["rows", "awaiting", "completion", "events"];
/** What is kept of a frame beside its header, as bits. */
const HAS_INFO = 1;
const HAS_METRICS = 2;
const IS_DAMAGED = 4;
/** From here on, the index of its entry's kind. */
const ENTRY_KIND_BIT = 3;

/** The frames of a page, by column: 14 bytes per frame, and 8 more once steps are known. */
class Page {
  readonly kinds = new Uint8Array(FRAMES_PER_PAGE);
  readonly bits = new Uint8Array(FRAMES_PER_PAGE);
  readonly lengths = new Uint32Array(FRAMES_PER_PAGE);
  readonly checksums = new Uint32Array(FRAMES_PER_PAGE);
  /** No frame that is kept begins behind 4 GiB: `isLikely()` of `journal_frames.ts`. */
  readonly offsets = new Uint32Array(FRAMES_PER_PAGE);
  lastSteps?: Float64Array;
}

/**
 * The frames of a journal, numbered from 0 on, oldest first. A run of a day has some millions of
 * them: they are kept in arrays of numbers, as an object per frame would take ten times the memory.
 */
export class FrameList {
  readonly #pages: Page[] = [];
  /** The files, and the number of the first frame of each. */
  readonly #paths: { path: string; first: number }[] = [];
  #length = 0;

  /** How many there are. */
  get length(): number {
    return this.#length;
  }

  /** Adds a frame behind the others: one of the last one's file, or of a file that has none yet. */
  add({ path, offset, kind, length, checksum }: IndexedFrame): void {
    const at = this.#length % FRAMES_PER_PAGE;
    if (at === 0) this.#pages.push(new Page());
    if (this.#paths.at(-1)?.path !== path) this.#paths.push({ path, first: this.#length });
    const page = this.#page(this.#length++);
    page.kinds[at] = KINDS.indexOf(kind);
    page.lengths[at] = length;
    page.checksums[at] = checksum;
    page.offsets[at] = offset;
  }

  /** One of them. */
  at(number: number): IndexedFrame {
    const page = this.#page(number);
    const at = number % FRAMES_PER_PAGE;
    return {
      path: this.#pathOf(number),
      offset: page.offsets[at] ?? 0,
      kind: this.kindOf(number),
      length: page.lengths[at] ?? 0,
      checksum: page.checksums[at] ?? 0,
    };
  }

  /** What the payload of one is. */
  kindOf(number: number): FrameHeader["kind"] {
    return KINDS[this.#page(number).kinds[number % FRAMES_PER_PAGE] ?? 0] ?? "block";
  }

  /** What was set by {@linkcode setInfo}. */
  infoOf(number: number): FrameInfo | undefined {
    const bits = this.#bitsOf(number);
    if ((bits & HAS_INFO) === 0) return undefined;
    const lastStep = this.#page(number).lastSteps?.[number % FRAMES_PER_PAGE] ?? -1;
    const kind = ENTRY_KINDS[bits >> ENTRY_KIND_BIT] ?? "rows";
    return { hasMetrics: (bits & HAS_METRICS) !== 0, kind, lastStep };
  }

  /** Keeps what one was found to hold. */
  setInfo(number: number, { hasMetrics, kind, lastStep }: FrameInfo): void {
    const page = this.#page(number);
    page.lastSteps ??= new Float64Array(FRAMES_PER_PAGE);
    page.lastSteps[number % FRAMES_PER_PAGE] = lastStep;
    const kindBits = ENTRY_KINDS.indexOf(kind) << ENTRY_KIND_BIT;
    this.#addBits(number, HAS_INFO | kindBits | (hasMetrics ? HAS_METRICS : 0));
  }

  /** Whether one was found to be damaged. */
  isDamaged(number: number): boolean {
    return (this.#bitsOf(number) & IS_DAMAGED) !== 0;
  }

  /** Keeps that one is damaged. */
  setDamaged(number: number): void {
    this.#addBits(number, IS_DAMAGED);
  }

  /** Removes all. */
  clear(): void {
    this.#pages.length = 0;
    this.#paths.length = 0;
    this.#length = 0;
  }

  #page(number: number): Page {
    const page = this.#pages[Math.floor(number / FRAMES_PER_PAGE)];
    if (page !== undefined && number < this.#length) return page;
    throw new RangeError(`Expected the number of a frame, below ${this.#length}, got ${number}`);
  }

  #bitsOf(number: number): number {
    return this.#page(number).bits[number % FRAMES_PER_PAGE] ?? 0;
  }

  #addBits(number: number, bits: number): void {
    this.#page(number).bits[number % FRAMES_PER_PAGE] = this.#bitsOf(number) | bits;
  }

  /** The last file that begins with this frame or one before. */
  #pathOf(number: number): string {
    let [low, high] = [0, this.#paths.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#paths[middle]?.first ?? Infinity) <= number) low = middle;
      else high = middle;
    }
    return this.#paths[low]?.path ?? "";
  }
}
