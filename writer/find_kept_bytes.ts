import { join } from "@std/path";
import type { Backend, IsKept } from "../backends/backend.ts";
import type { FileChecksums } from "../format/board_checksums.ts";
import { CHECKSUM_BLOCK_BYTES } from "../system/block_checksums.ts";
import { linkInfoIfThere } from "../system/file_info.ts";
import type { ComparedFiles } from "./compared_files.ts";
import type { OwnWrites } from "./own_writes.ts";

/** What {@linkcode findKeptBytes} needs. */
export interface KeptBytesSettings {
  /** The board's folder, absolute. */
  boardDir: string;
  /** Receives the checksums of the files, which need not be read again as long as they stay so. */
  readBack: ComparedFiles;
  /** What nobody but the backend has written to. */
  ownWrites: OwnWrites;
  /** The backend, that has the files open. */
  backend: Backend;
  /** Where a file of the base is, by its name in `data/`. */
  basePathOf(name: string): string;
  /** Is called now and then during long work. */
  onAlive(): void;
}

/**
 * Reads the backend's files, and compares them block by block with the base. Where it is known which
 * bytes were written since, only these are read.
 *
 * @param base The checksums of the base's files, by their paths in the board's folder.
 */
export async function findKeptBytes(
  settings: KeptBytesSettings,
  base: ReadonlyMap<string, FileChecksums>,
): Promise<IsKept> {
  const kept = new Map<string, boolean[]>();
  for (const [name, earlier] of base) {
    const path = join(settings.boardDir, name);
    if (!name.startsWith("data/") || !linkInfoIfThere(path)?.isFile) continue;
    const now = await read(name, earlier, settings);
    kept.set(
      name,
      now.blocks.map((checksum, index) => {
        const isSameSize = bytesIn(now.size, index) === bytesIn(earlier.size, index);
        return isSameSize && checksum === earlier.blocks[index];
      }),
    );
  }
  return (name, from, to) => {
    const blocks = kept.get(`data/${name}`) ?? [];
    const end = Math.ceil(to / CHECKSUM_BLOCK_BYTES);
    for (let block = Math.floor(from / CHECKSUM_BLOCK_BYTES); block < end; block++) {
      if (!blocks[block]) return false;
    }
    return true;
  };
}

async function read(
  path: string,
  earlier: FileChecksums,
  { readBack, ownWrites, backend, basePathOf, onAlive }: KeptBytesSettings,
): Promise<FileChecksums> {
  const name = path.slice("data/".length);
  const written = ownWrites.areAll(path)
    ? await backend.findWritten?.(name, basePathOf(name))
    : undefined;
  return written === undefined
    ? await readBack.read(path, onAlive)
    : await readBack.readParts(path, earlier, written, onAlive);
}

function bytesIn(size: number, block: number): number {
  return Math.min(CHECKSUM_BLOCK_BYTES, size - block * CHECKSUM_BLOCK_BYTES);
}
