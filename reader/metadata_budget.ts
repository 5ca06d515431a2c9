import { formatBytes } from "../format/format_bytes.ts";
import type { MetadataRoom } from "../format/metadata.ts";

/** Metadata that take less never count: however many boards there are, nobody's usual one is left out. */
const USUAL_BYTES = 64 * 1024;
/** What larger ones may take together. One board alone may have 16 MiB. */
const MAX_BYTES = 64 * 2 ** 20;

/**
 * What the metadata of many boards may take of the memory: a stranger's hundred boards of the
 * largest `metadata.json` each would end whoever lists the folder, and nobody would see the others.
 * Those that come first have it.
 */
export class MetadataBudget implements MetadataRoom {
  #left = MAX_BYTES;

  take(bytes: number): string | undefined {
    if (bytes <= USUAL_BYTES) return undefined;
    if (bytes <= this.#left) {
      this.#left -= bytes;
      return undefined;
    }
    return `takes about ${formatBytes(bytes)} of memory, and with those of the other boards ` +
      `more than ${formatBytes(MAX_BYTES)}: open this board alone`;
  }
}
