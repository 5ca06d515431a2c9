import { join } from "@std/path";
import type { FileChecksums } from "../format/board_checksums.ts";
import { blockChecksums } from "../system/block_checksums.ts";
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

  /** The checksums of a file that is still as it was compared; of another one `undefined`. */
  get(name: string): FileChecksums | undefined {
    const file = this.#files.get(name);
    return file !== undefined && file.content === this.contentOf(name) ? file.checksums : undefined;
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
