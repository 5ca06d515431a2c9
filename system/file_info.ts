import { type BigIntStats, lstatSync, promises, statSync } from "node:fs";

/** The unit in which systems say what a file takes on the disk, whatever the disk's own is. */
const BLOCK_BYTES = 512;

/** What is known of a file or folder without opening it. */
export interface FileInfo {
  /** Whether it is a regular file. */
  isFile: boolean;
  /** Whether it is a folder. */
  isDirectory: boolean;
  /** Whether it is a link; only where links are not followed. */
  isSymlink: boolean;
  /** In bytes. */
  size: number;
  /**
   * How much the disk has of it, in bytes: less where it has holes, or is compressed. 0 also where
   * the file system does not say.
   */
  allocatedBytes: number;
  /** How many names the file has in all folders (hard links); 1 where the file system does not say. */
  linkCount: number;
  /** When its content last changed, in milliseconds since 1970. */
  mtimeMs: number;
  /** When its content, its name or its rights last changed, in nanoseconds since 1970. */
  changedNs: bigint;
  /** When it was made, in milliseconds since 1970; 0 where the file system does not say. */
  birthtimeMs: number;
  /** Device and inode: what tells it from another of the same name. */
  identity: string;
  /** What tells its content from that of another time: its identity, size and time. */
  version: string;
}

/**
 * Looks at what a path leads to, through links.
 *
 * @throws {Error} With the system's code, as `ENOENT`, where it cannot.
 */
export function infoOf(path: string): FileInfo {
  return describe(statSync(path, { bigint: true }));
}

/** As {@linkcode infoOf}; `undefined` where there is nothing. */
export function infoIfThere(path: string): FileInfo | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? undefined : describe(stats);
}

/** As {@linkcode infoOf}, without holding up the thread. */
export async function infoOfLater(path: string): Promise<FileInfo> {
  return describe(await promises.stat(path, { bigint: true }));
}

/**
 * Looks at a path itself, be it a link.
 *
 * @throws {Error} With the system's code, as `ENOENT`, where it cannot.
 */
export function linkInfoOf(path: string): FileInfo {
  return describe(lstatSync(path, { bigint: true }));
}

/**
 * As {@linkcode linkInfoOf}; `undefined` where there is nothing. An error would cost twice the time
 * of the call.
 */
export function linkInfoIfThere(path: string): FileInfo | undefined {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? undefined : describe(stats);
}

/** Turns what `node:fs` tells, in big integers: an inode may be beyond what a number holds. */
export function describe(stats: BigIntStats): FileInfo {
  const { dev, ino, size } = stats;
  const mtimeMs = Number(stats.mtimeMs);
  const identity = `${dev}:${ino}`;
  return {
    isFile: stats.isFile(),
    isDirectory: stats.isDirectory(),
    isSymlink: stats.isSymbolicLink(),
    size: Number(size),
    allocatedBytes: BLOCK_BYTES * Number(stats.blocks ?? 0n),
    linkCount: Number(stats.nlink ?? 1n),
    mtimeMs,
    changedNs: stats.ctimeNs,
    birthtimeMs: Number(stats.birthtimeMs ?? 0n),
    identity,
    version: `${identity}:${size}:${mtimeMs}`,
  };
}
