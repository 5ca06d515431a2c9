import { Buffer } from "node:buffer";
import { OpenFile } from "../../system/open_file.ts";

/** Bytes are read from the disk in pieces of this size: most frames are much smaller. */
const PIECE_BYTES = 256 * 1024;

/** Reads a segment that may be growing, from its start to its end. */
export class SegmentReader implements Disposable {
  readonly #file: OpenFile;
  #piece = Buffer.alloc(0);
  /** Where in the file the piece begins. */
  #start = 0;

  /** Opens the segment. */
  constructor(path: string) {
    this.#file = new OpenFile(path);
  }

  /** How many bytes the segment has now. */
  get size(): number {
    return this.#file.size;
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
    if (length > PIECE_BYTES) {
      const bytes = Buffer.allocUnsafeSlow(length);
      return this.#file.readFully(bytes, at) ? bytes : undefined;
    }
    // Blocks are views of the piece before, so another one is made.
    const piece = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, Math.max(length, this.size - at)));
    this.#piece = piece.subarray(0, this.#file.read(piece, at));
    this.#start = at;
    return length <= this.#piece.length ? this.#piece.subarray(0, length) : undefined;
  }

  /** Closes the segment. */
  [Symbol.dispose](): void {
    this.#file.close();
  }
}
