import { PART_BYTES } from "../../protocol/shared_site.ts";
import type { SharedFiles } from "./shared_files.ts";

/** What is read and kept at least, in bytes. Parts have a whole number of them. */
const BLOCK_BYTES = 2048;
/** How many blocks are kept: 64 MiB. */
const MAX_BLOCKS = 32_768;

/** A block that is being read, or has been. */
type Block = Promise<Uint8Array>;

/**
 * The bytes of a board's parts. What was read is kept, so that a zoom reads
 * only what no earlier one has.
 */
export class SharedParts {
  readonly #files: SharedFiles;
  readonly #folder: string;
  /** The size of all parts together. */
  readonly #size: number;
  /** By number, the one that was used last at the end. */
  readonly #blocks = new Map<number, Block>();

  /** @param folder Where the parts are. @param size The size of all of them together. */
  constructor(files: SharedFiles, folder: string, size: number) {
    this.#files = files;
    this.#folder = folder;
    this.#size = size;
  }

  /** Reads some bytes. */
  async read(at: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    if (length === 0) return bytes;
    const first = Math.floor(at / BLOCK_BYTES);
    const last = Math.floor((at + length - 1) / BLOCK_BYTES);
    this.#request(first, last);
    const blocks: Block[] = [];
    for (let block = first; block <= last; block++) blocks.push(this.#use(block));
    for (const [index, block] of (await Promise.all(blocks)).entries()) {
      const begin = (first + index) * BLOCK_BYTES - at;
      const from = Math.max(0, -begin);
      bytes.set(block.subarray(from, Math.min(block.length, length - begin)), begin + from);
    }
    this.#trim();
    return bytes;
  }

  #use(number: number): Block {
    const block = this.#blocks.get(number);
    if (block === undefined) throw new RangeError(`There is no block ${number}`);
    this.#blocks.delete(number);
    this.#blocks.set(number, block);
    return block;
  }

  /** Requests the blocks that are missing: neighbours of one part together. */
  #request(first: number, last: number): void {
    for (let block = first; block <= last; block++) {
      if (this.#blocks.has(block)) continue;
      let end = block + 1;
      const perPart = PART_BYTES / BLOCK_BYTES;
      const endOfPart = (Math.floor(block / perPart) + 1) * perPart;
      while (end <= last && end < endOfPart && !this.#blocks.has(end)) end++;
      this.#requestRun(block, end);
      block = end - 1;
    }
  }

  #requestRun(first: number, end: number): void {
    const from = first * BLOCK_BYTES;
    const to = Math.min(this.#size, end * BLOCK_BYTES);
    const part = Math.floor(from / PART_BYTES);
    const begin = part * PART_BYTES;
    const run = this.#files.bytes(`${this.#folder}/${part}.bin`, from - begin, to - begin);
    for (let number = first; number < end; number++) {
      const offset = (number - first) * BLOCK_BYTES;
      const block = run.then((bytes) => bytes.slice(offset, offset + BLOCK_BYTES));
      this.#blocks.set(number, block);
      // What failed is read again when it is wanted again.
      block.catch(() => {
        if (this.#blocks.get(number) === block) this.#blocks.delete(number);
      });
    }
  }

  #trim(): void {
    for (const number of this.#blocks.keys()) {
      if (this.#blocks.size <= MAX_BLOCKS) return;
      this.#blocks.delete(number);
    }
  }
}
