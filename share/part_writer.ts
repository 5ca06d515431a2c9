import { PART_BYTES } from "../viewer/protocol/shared_site.ts";
import type { SiteWriter } from "./site_writer.ts";

/** Writes the parts of a board: one run of bytes, cut into files. */
export class PartWriter {
  readonly #site: SiteWriter;
  readonly #folder: string;
  #part = new Uint8Array(PART_BYTES);
  #size = 0;

  /** Writes nothing yet. @param folder Where the parts will be, in the site. */
  constructor(site: SiteWriter, folder: string) {
    this.#site = site;
    this.#folder = folder;
  }

  /** How many bytes there are. */
  get size(): number {
    return this.#size;
  }

  /** Adds bytes, and returns where they begin. */
  async append(bytes: Uint8Array): Promise<number> {
    const at = this.#size;
    for (let done = 0; done < bytes.length;) {
      const filled = this.#size % PART_BYTES;
      const piece = bytes.subarray(done, done + PART_BYTES - filled);
      this.#part.set(piece, filled);
      this.#size += piece.length;
      done += piece.length;
      if (this.#size % PART_BYTES === 0) await this.#write(this.#size - PART_BYTES, PART_BYTES);
    }
    return at;
  }

  /** Writes the last part. */
  async finish(): Promise<void> {
    const filled = this.#size % PART_BYTES;
    if (filled > 0) await this.#write(this.#size - filled, filled);
  }

  async #write(from: number, length: number): Promise<void> {
    const name = `${this.#folder}/${from / PART_BYTES}.bin`;
    await this.#site.write(name, this.#part.slice(0, length));
  }
}
