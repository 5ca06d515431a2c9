import { join } from "@std/path";
import type { FileChecksums } from "../format/board_checksums.ts";
import { combineChecksums } from "../system/combine_checksums.ts";
import { linkInfoIfThere } from "../system/file_info.ts";

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

  /** The checksums of a file that is still as it was compared; of another one `undefined`. */
  get(name: string): FileChecksums | undefined {
    const file = this.#files.get(name);
    return file !== undefined && file.content === this.contentOf(name) ? file.checksums : undefined;
  }

  /** The CRC-32 of a whole file, where {@linkcode get} has its checksums. */
  checksumOf(name: string): number | undefined {
    const checksums = this.get(name);
    return checksums && combineChecksums(checksums.blocks, checksums.size);
  }
}
