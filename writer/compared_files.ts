import { join } from "@std/path";
import type { FileChecksums } from "../format/board_checksums.ts";
import type { ByteRange } from "../backends/backend.ts";
import { blockChecksums, CHECKSUM_BLOCK_BYTES } from "../system/block_checksums.ts";
import { linkInfoIfThere } from "../system/file_info.ts";
import { OpenFile } from "../system/open_file.ts";

/**
 * Files that were read to their end in this run: those of an earlier run that were compared with their
 * checksums, or those that this run has read back. As long as one is the same file and nobody has written to it, it need not be read again.
 */
export class ComparedFiles {
  readonly #boardDir: string;
  readonly #files = new Map<string, { content: string; checksums: FileChecksums }>();

  /** @param boardDir The board's folder. */
  constructor(boardDir: string) {
    this.#boardDir = boardDir;
  }

  /** What tells a file's content from that of another time, to be asked before it is compared. */
  contentOf(name: string): string | undefined {
    const info = linkInfoIfThere(join(this.#boardDir, name));
    return info?.isFile ? `${info.version}:${info.changedNs}` : undefined;
  }

  /**
   * A file is as these checksums say.
   *
   * @param name Its path in the board's folder, as `data/metrics.parquet`.
   * @param content What {@linkcode contentOf} has said before.
   */
  add(name: string, content: string | undefined, checksums: FileChecksums): void {
    if (content !== undefined) this.#files.set(name, { content, checksums });
  }

  /** All files with what {@linkcode contentOf} said of them. */
  *all(): Generator<[name: string, content: string]> {
    for (const [name, { content }] of this.#files) yield [name, content];
  }

  /** The checksums of a file that is still as it was compared; of another one `undefined`. */
  get(name: string): FileChecksums | undefined {
    const file = this.#files.get(name);
    return file !== undefined && file.content === this.contentOf(name) ? file.checksums : undefined;
  }

  /**
   * Reads some parts of a file anew.
   *
   * @param earlier The checksums that hold for the rest of it.
   */
  async readParts(
    name: string,
    earlier: FileChecksums,
    parts: readonly ByteRange[],
    onAlive: () => void,
  ): Promise<FileChecksums> {
    const content = this.contentOf(name);
    using file = await OpenFile.openLater(join(this.#boardDir, name));
    const { size } = await file.infoLater();
    const blocks = earlier.blocks.slice(0, Math.ceil(size / CHECKSUM_BLOCK_BYTES));
    for (const { first, end } of runsOf(parts, size, earlier.size)) {
      let block = first;
      for await (const checksums of blockChecksums(file, first, end)) {
        for (const checksum of checksums) blocks[block++] = checksum;
        onAlive();
      }
    }
    this.add(name, content, { size, blocks });
    return { size, blocks };
  }

  /** The checksums of a file, which is read where {@linkcode get} does not have them. */
  async read(name: string, onAlive: () => void): Promise<FileChecksums> {
    const known = this.get(name);
    if (known !== undefined) return known;
    const content = this.contentOf(name);
    using file = await OpenFile.openLater(join(this.#boardDir, name));
    const { size } = await file.infoLater();
    const blocks: number[] = [];
    for await (const checksums of blockChecksums(file, 0, size)) {
      blocks.push(...checksums);
      onAlive();
    }
    this.add(name, content, { size, blocks });
    return { size, blocks };
  }
}

/**
 * The checksums' blocks that hold some bytes of some parts, or are not as long as they were: each run
 * of them by its first block, and where it ends in the file.
 */
function runsOf(
  parts: readonly ByteRange[],
  size: number,
  earlierSize: number,
): { first: number; end: number }[] {
  const blockOf = (at: number) => Math.floor(at / CHECKSUM_BLOCK_BYTES);
  const lastSame = Math.min(size, earlierSize) - 1;
  const all = size === earlierSize ? parts : [...parts, { from: Math.max(0, lastSame), to: size }];
  const blocks = new Set<number>();
  for (const { from, to } of all) {
    for (let block = blockOf(from); block <= blockOf(Math.min(to, size) - 1); block++) {
      blocks.add(block);
    }
  }
  const runs: { first: number; end: number }[] = [];
  for (const block of [...blocks].toSorted((a, b) => a - b)) {
    const start = block * CHECKSUM_BLOCK_BYTES;
    const end = Math.min(size, start + CHECKSUM_BLOCK_BYTES);
    const last = runs.at(-1);
    if (last?.end === start) last.end = end;
    else runs.push({ first: block, end });
  }
  return runs;
}
