import {
  closeSync,
  constants,
  fdatasync,
  fdatasyncSync,
  fstat,
  fstatSync,
  ftruncateSync,
  open,
  openSync,
  read,
  readSync,
  writeSync,
} from "node:fs";
import { describe, type FileInfo, infoIfThere } from "./file_info.ts";
import {
  checkIfUnguarded,
  checkRegularFile,
  IrregularFileError,
  LinkedFileError,
} from "./regular_file.ts";
import { ignoreUnsupported } from "./sync_support.ts";

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_WRONLY } = constants;
/** No link is followed, and no pipe waited for. Windows has neither flag: there it is looked first. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/** How a file is opened, in the flags of the system. */
const FLAGS = {
  /** One that is there, to be read. */
  read: O_RDONLY,
  /** One that is there, to be read, written where it is, and synced. */
  update: O_RDWR,
  /** An empty one, made or emptied, to be written. */
  create: O_WRONLY | O_CREAT,
  /** A new one, to be written; where there is one of the name it throws `EEXIST`. */
  create_new: O_WRONLY | O_CREAT | O_EXCL,
  /** Made where it is missing; each write goes to its end, whoever else writes. */
  append: O_WRONLY | O_CREAT | O_APPEND,
} as const;

/** How a file is opened. */
export type OpenMode = keyof typeof FLAGS;

/** Ways to open a file that may be there, whose other names would show what is written. */
const SHARED_WRITES: readonly OpenMode[] = ["create", "append"];

/**
 * A regular file that is open, and closed by `using`.
 *
 * Places in it are in bytes from its start; without one, reading and writing goes on where the
 * last call without one ended. All calls throw what the system says, with its code.
 */
export class OpenFile implements Disposable {
  /** Its path, as it was given. */
  readonly path: string;
  #fd: number;
  #openedInfo?: FileInfo;
  #openedSize = 0;

  /**
   * Opens a file.
   *
   * @param fd Its descriptor, where it is open already; it is not looked at then.
   * @throws {IrregularFileError} Where it is a link, a folder, a pipe or the like.
   * @throws {LinkedFileError} Where it is made anew or appended to, and has other names.
   * @throws {Error} With the system's code, as `ENOENT`.
   */
  constructor(path: string, mode: OpenMode = "read", fd?: number) {
    this.path = path;
    if (fd !== undefined) {
      this.#fd = fd;
      return;
    }
    checkIfUnguarded(path);
    try {
      this.#fd = openSync(path, flagsOf(mode));
    } catch (error) {
      checkRegularFile(path); // For a link the system says ELOOP, for a pipe without a reader ENXIO.
      throw error;
    }
    this.#begin(mode);
  }

  /** Opens a file without holding up the thread. @throws {Error} As the constructor. */
  static async openLater(path: string, mode: OpenMode = "read"): Promise<OpenFile> {
    let fd: number;
    checkIfUnguarded(path);
    try {
      fd = await settle<number>((done) => open(path, flagsOf(mode), done));
    } catch (error) {
      checkRegularFile(path);
      throw error;
    }
    const file = new OpenFile(path, mode, fd);
    file.#begin(mode);
    return file;
  }

  /** What is known of it, as of now. */
  info(): FileInfo {
    return describe(fstatSync(this.#open, { bigint: true }));
  }

  /** As {@linkcode info}, without holding up the thread. */
  async infoLater(): Promise<FileInfo> {
    return describe(await settle((done) => fstat(this.#open, { bigint: true }, done)));
  }

  /** What was known of it when it was opened: to ask again costs as much as to read a small file. */
  get openedInfo(): FileInfo {
    return this.#openedInfo ??= this.info();
  }

  /** Its size in bytes when it was opened. */
  get openedSize(): number {
    return this.#openedSize;
  }

  /** Its size in bytes, as of now. */
  get size(): number {
    return this.info().size;
  }

  /** Whether its path still leads to it, and not to a file that took its place. */
  get isInPlace(): boolean {
    return infoIfThere(this.path)?.identity === this.info().identity;
  }

  /** Reads as much as there is for a buffer, and returns how much: less than all only at the end. */
  read(target: Uint8Array, at?: number): number {
    const fd = this.#open;
    for (let count = 0;;) {
      const left = target.length - count;
      const more = left === 0 ? 0 : readSync(fd, target, count, left, place(at, count));
      if (more === 0) return count;
      count += more;
    }
  }

  /** As {@linkcode read}, without holding up the thread. */
  async readLater(target: Uint8Array, at?: number): Promise<number> {
    for (let count = 0;;) {
      const more = await this.readSomeLater(target.subarray(count), place(at, count) ?? undefined);
      if (more === 0) return count;
      count += more;
    }
  }

  /** Reads with one call to the system, and returns how much it gave: 0 at the end. */
  async readSomeLater(target: Uint8Array, at?: number): Promise<number> {
    if (target.length === 0) return 0;
    const fd = this.#open;
    return await settle((done) => read(fd, target, 0, target.length, place(at, 0), done));
  }

  /** Fills a buffer; `false` where the file ends before. */
  readFully(target: Uint8Array, at?: number): boolean {
    return this.read(target, at) === target.length;
  }

  /** As {@linkcode readFully}, without holding up the thread. */
  async readFullyLater(target: Uint8Array, at?: number): Promise<boolean> {
    return await this.readLater(target, at) === target.length;
  }

  /**
   * Writes all bytes, holding up the thread; `StagedFile` does not. Where it throws, some of them
   * may be in the file.
   */
  write(bytes: Uint8Array, at?: number): void {
    const fd = this.#open;
    for (let count = 0; count < bytes.length;) {
      count += writeSync(fd, bytes, count, bytes.length - count, place(at, count));
    }
  }

  /**
   * Appends as many bytes as the system takes, and returns how many. The file is open to be appended
   * to, and nobody else does.
   *
   * @throws {Error} Where it takes none.
   */
  appendSome(bytes: Uint8Array): number {
    const sizeBefore = this.size;
    try {
      return writeSync(this.#open, bytes);
    } catch (error) {
      // On a disk that is full, Deno's call goes on after a part was taken, and throws then.
      const taken = this.size - sizeBefore;
      if (taken > 0) return Math.min(taken, bytes.length);
      throw error;
    }
  }

  /** Cuts it to a size, or fills it with zeros up to there. */
  truncate(size: number): void {
    ftruncateSync(this.#open, size);
  }

  /** Makes its content durable (fdatasync). */
  sync(): void {
    const fd = this.#open;
    try {
      fdatasyncSync(fd);
    } catch (error) {
      ignoreUnsupported(error, "file");
    }
  }

  /** As {@linkcode sync}; more may be written meanwhile. */
  async syncLater(): Promise<void> {
    const fd = this.#open;
    await settle<void>((done) => fdatasync(fd, done)).catch((error) =>
      ignoreUnsupported(error, "file")
    );
  }

  /** Closes it. Safe to call twice. */
  close(): void {
    if (this.#fd < 0) return;
    const fd = this.#fd;
    this.#fd = -1; // The system gives the number to the next file that is opened.
    closeSync(fd);
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Looks at what was opened, before it is emptied: it may not be what its name says. */
  #begin(mode: OpenMode): void {
    const info = this.info();
    const isLinked = SHARED_WRITES.includes(mode) && info.linkCount > 1;
    if (info.isFile && !isLinked) {
      this.#openedInfo = info;
      if (mode !== "create") this.#openedSize = info.size;
      else if (info.size > 0) this.truncate(0);
      return;
    }
    this.close();
    throw info.isFile
      ? new LinkedFileError(this.path, info)
      : new IrregularFileError(this.path, info);
  }

  get #open(): number {
    if (this.#fd < 0) throw new Error(`Cannot use ${this.path}: it was closed`);
    return this.#fd;
  }
}

/**
 * Reads the start of a file without asking what it is, which would take as long again: at a place
 * the system reads no link, folder, pipe or socket, but some devices.
 *
 * @returns How many bytes there were; where these fill the target, or are none, it may be no file.
 * @throws {Error} With the system's code; what it is of may be no file.
 */
export function readStart(path: string, target: Uint8Array): number {
  checkIfUnguarded(path);
  const fd = openSync(path, flagsOf("read"));
  try {
    return readSync(fd, target, 0, target.length, 0);
  } finally {
    closeSync(fd);
  }
}

function flagsOf(mode: OpenMode): number {
  return FLAGS[mode] | O_NOFOLLOW | O_NONBLOCK;
}

function place(at: number | undefined, count: number): number | null {
  return at === undefined ? null : at + count;
}

function settle<T>(
  start: (done: (error: Error | null, value?: T) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => error ? reject(error) : resolve(value as T));
  });
}
