import { Buffer } from "node:buffer";
import { OpenFile } from "../system/open_file.ts";

/** Reads a segment of a journal that may be growing, from its start to its end, in pieces. */
export class SegmentReader implements Disposable {
  readonly #pieceBytes: number;
  readonly #isFinal: boolean;
  /** None for a segment that is in memory. */
  readonly #file?: OpenFile;
  #size: number;
  #piece: Buffer<ArrayBuffer>;
  /** Where in the file the piece begins. */
  #start = 0;

  /**
   * @param source The segment's path, or all its bytes.
   * @param pieceBytes How much is read at once, where no more is asked for.
   * @param isFinal Whether it does not grow any more.
   */
  constructor(source: string | Buffer<ArrayBuffer>, pieceBytes: number, isFinal = false) {
    this.#pieceBytes = pieceBytes;
    this.#isFinal = isFinal;
    if (typeof source === "string") this.#file = new OpenFile(source);
    this.#piece = typeof source === "string" ? Buffer.alloc(0) : source;
    this.#size = this.#file?.openedSize ?? source.length;
  }

  /** All its bytes, where they were read as one piece. */
  get whole(): Buffer<ArrayBuffer> | undefined {
    return this.#start === 0 && this.#piece.length === this.#size ? this.#piece : undefined;
  }

  /** How many bytes it has, as far as is known. */
  get size(): number {
    return this.#size;
  }

  /** Device and inode; empty for one that is in memory. */
  get identity(): string {
    return this.#file?.openedInfo.identity ?? "";
  }

  /** Whether it has bytes up to some place by now. */
  reaches(end: number): boolean {
    if (end > this.#size && !this.#isFinal) this.#size = this.#file?.size ?? this.#size;
    return end <= this.#size;
  }

  /**
   * Some bytes of the segment, which nothing overwrites later; `undefined`
   * where it ends before.
   */
  bytes(at: number, length: number): Buffer<ArrayBuffer> | undefined {
    const from = at - this.#start;
    if (from >= 0 && from + length <= this.#piece.length) {
      return this.#piece.subarray(from, from + length);
    }
    if (!this.reaches(at + length) || this.#file === undefined) return undefined;
    if (length > this.#pieceBytes) {
      const bytes = Buffer.allocUnsafeSlow(length);
      return this.#file.readFully(bytes, at) ? bytes : undefined;
    }
    // Blocks are views of the piece before, so another one is made.
    const piece = Buffer.allocUnsafeSlow(Math.min(this.#pieceBytes, this.#size - at));
    this.#piece = piece.subarray(0, this.#file.read(piece, at));
    this.#start = at;
    return length <= this.#piece.length ? this.#piece.subarray(0, length) : undefined;
  }

  /** Closes the segment. */
  [Symbol.dispose](): void {
    this.#file?.close();
  }
}
