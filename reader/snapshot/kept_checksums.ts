import { join } from "@std/path";
import {
  type BoardChecksums,
  checksumsPath,
  type FileChecksums,
  readChecksums,
} from "../../format/board_checksums.ts";
import { checkFile, type FileDamage } from "../../format/file_check.ts";
import { BYTES_PER_READ, CHECKSUM_BLOCK_BYTES } from "../../system/block_checksums.ts";
import { isMissing } from "../../system/error_code.ts";
import { infoOf } from "../../system/file_info.ts";
import { OpenFile } from "../../system/open_file.ts";

/** The footer's length and the magic bytes, at the end of a Parquet file. */
const TAIL_BYTES = 8;

/** How far a file was compared. */
interface Progress {
  /** Tells the file's content from that of another time. */
  content: string;
  /** All blocks before this one are sound. */
  next: number;
  damage?: FileDamage;
}

/**
 * Compares the files of a finished board with the checksums that the writer has kept, each once as
 * long as it is the same file. A comparison that is stopped goes on where it was.
 *
 * One file is read after the other, in all boards of this thread.
 */
export class KeptChecksums {
  static #queue: Promise<unknown> = Promise.resolve();
  readonly #boardDir: string;
  readonly #progress = new Map<string, Progress>();
  #listContent?: string;
  #files: BoardChecksums = new Map();
  #problem?: string;

  /** Reads nothing yet. @param boardDir The board's folder, absolute. */
  constructor(boardDir: string) {
    this.#boardDir = boardDir;
  }

  /** Why files cannot be compared: the list itself is damaged. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** The names of the files that the folder `data` had when the run was finished; none is unknown. */
  get dataFiles(): string[] {
    return [...this.#files.keys()].flatMap((name) =>
      name.startsWith("data/") ? [name.slice("data/".length)] : []
    );
  }

  /** Whether the board has a list. */
  get exists(): boolean {
    return this.#files.size > 0;
  }

  /** Reads the list, where it is another than before. */
  refresh(): void {
    const content = contentOf(checksumsPath(this.#boardDir));
    if (content === this.#listContent) return;
    this.#listContent = content;
    const found = readChecksums(this.#boardDir);
    this.#files = found.kind === "checksums" ? found.files : new Map();
    this.#problem = found.kind === "damaged" ? found.problem : undefined;
    this.#progress.clear();
  }

  /** Whether the list is another than at the last {@linkcode refresh}. */
  hasChanged(): boolean {
    return contentOf(checksumsPath(this.#boardDir)) !== this.#listContent;
  }

  /**
   * Compares the end of a Parquet file: its footer tells where all else is, and how many rows there
   * are, so that nothing may be believed before.
   *
   * @param name Its name in the folder `data`.
   */
  async findFooterDamage(name: string): Promise<FileDamage | undefined> {
    if (!this.exists) return undefined;
    const checksums = this.#files.get(`data/${name}`);
    if (checksums === undefined) return UNKNOWN_FILE;
    // It is read with one call: then it need not be read again, once its rows are.
    if (checksums.size <= BYTES_PER_READ) return await this.#findDamage(name, () => {});
    const path = join(this.#boardDir, "data", name);
    const tailBlock = blockAt(checksums.size - TAIL_BYTES);
    const damage = await checkFile(path, checksums, { first: tailBlock });
    if (damage !== undefined) return damage;
    const footerBlock = blockAt(await footerStart(path, checksums));
    return footerBlock < tailBlock
      ? await checkFile(path, checksums, { first: footerBlock })
      : undefined;
  }

  /**
   * Compares a whole file.
   *
   * @param name Its name in the folder `data`.
   * @param checkGoesOn Is called now and then; what it throws ends the comparison.
   */
  findDamage(name: string, checkGoesOn: () => void): Promise<FileDamage | undefined> {
    const result = KeptChecksums.#queue.then(() => this.#findDamage(name, checkGoesOn));
    KeptChecksums.#queue = result.catch(() => {});
    return result;
  }

  async #findDamage(name: string, checkGoesOn: () => void): Promise<FileDamage | undefined> {
    checkGoesOn();
    if (!this.exists) return undefined;
    const checksums = this.#files.get(`data/${name}`);
    if (checksums === undefined) return UNKNOWN_FILE;
    const path = join(this.#boardDir, "data", name);
    const content = contentOf(path) ?? "";
    let progress = this.#progress.get(name);
    if (progress?.content !== content) progress = { content, next: 0 };
    this.#progress.set(name, progress);
    if (progress.damage !== undefined) return progress.damage;
    if (progress.next > 0 && progress.next >= checksums.blocks.length) return undefined;
    const known = progress;
    known.damage = await checkFile(path, checksums, {
      first: known.next,
      onRead: ({ next, isSound }) => {
        if (isSound) known.next = next;
        checkGoesOn();
      },
    });
    return known.damage;
  }
}

const UNKNOWN_FILE: FileDamage = { reason: "no file of the finished run" };

function blockAt(position: number): number {
  return Math.max(0, Math.floor(position / CHECKSUM_BLOCK_BYTES));
}

/** Where the footer of a Parquet file begins, by the length behind it. */
async function footerStart(path: string, { size }: FileChecksums): Promise<number> {
  const tail = new Uint8Array(TAIL_BYTES);
  using file = await OpenFile.openLater(path);
  if (!await file.readFullyLater(tail, Math.max(0, size - TAIL_BYTES))) return 0;
  return size - TAIL_BYTES - new DataView(tail.buffer).getUint32(0, true);
}

/** What tells a file's content from that of another time; `undefined` where there is no file. */
function contentOf(path: string): string | undefined {
  try {
    const { version, changedNs } = infoOf(path);
    return `${version}:${changedNs}`;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
