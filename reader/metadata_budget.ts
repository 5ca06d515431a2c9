import { join } from "@std/path";
import { formatBytes } from "../format/format_bytes.ts";
import { type Metadata, METADATA_FILE } from "../format/metadata.ts";
import type { BoardFolder } from "./folder/board_folder.ts";

/** Metadata that take less never count: however many boards there are, nobody's usual one is left out. */
const USUAL_BYTES = 64 * 1024;
/** What larger ones may take together. One board alone may have 16 MiB. */
const MAX_BYTES = 64 * 2 ** 20;
/** A value takes so much beside its text, about. */
const VALUE_BYTES = 64;

/**
 * What the metadata of all boards in a folder take of the memory: a stranger's hundred boards of the
 * largest `metadata.json` each would end whoever lists the folder, and nobody would see the others.
 * Where it is too much, the largest ones are let go.
 */
export class MetadataBudget {
  readonly #maxBytes: number;
  #large: { folder: BoardFolder; boardDir: string; bytes: number }[] = [];
  #sum = 0;

  /** @param maxBytes What large metadata may take together. */
  constructor(maxBytes: number = MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Adds what was found of a board. Metadata that are let go are removed from what was found. */
  add(boardDir: string, folder: BoardFolder): void {
    const bytes = folder.metadata === null ? 0 : bytesOf(folder.metadata);
    if (bytes <= USUAL_BYTES) return;
    this.#large.push({ folder, boardDir, bytes });
    this.#sum += bytes;
    while (this.#sum > this.#maxBytes) this.#letGo();
  }

  #letGo(): void {
    const largest = this.#large.reduce((most, one) => one.bytes > most.bytes ? one : most);
    this.#large = this.#large.filter((one) => one !== largest);
    this.#sum -= largest.bytes;
    const { folder, boardDir, bytes } = largest;
    folder.metadata = null;
    folder.seal = "none";
    const path = join(boardDir, METADATA_FILE);
    folder.problems = [
      `${path} takes about ${formatBytes(bytes)} of memory, and with those of the other boards ` +
      `more than ${formatBytes(this.#maxBytes)}: open this board alone`,
    ];
  }
}

/** What metadata take of the memory, about: those that were parsed are nested 200 deep at most. */
function bytesOf(metadata: Metadata): number {
  let bytes = 0;
  const add = (value: unknown) => {
    bytes += VALUE_BYTES;
    if (typeof value === "string") bytes += value.length;
    if (typeof value !== "object" || value === null) return;
    for (const [key, below] of Object.entries(value)) {
      bytes += key.length;
      add(below);
    }
  };
  add(metadata);
  return bytes;
}
