import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { type BackgroundFile, createBackgroundFile } from "./deno.ts";
import { removeFile } from "./remove.ts";
import { rename } from "./rename.ts";
import { syncDirLater } from "./sync_dir.ts";
import { ignoreUnsupported } from "./sync_support.ts";

/**
 * A new file that has its name only when it is whole: written beside it,
 * fsynced, renamed. It is read back before anything relies on it: by the merge
 * that takes its rows, or at the end of the run.
 */
export class StagedFile {
  /** Its final name; until {@linkcode close} the file is `<path>.tmp`. */
  readonly path: string;
  /** How many bytes it has so far. */
  size = 0;
  readonly #file: BackgroundFile;
  #checksum = 0;

  /**
   * Begins the file; one of the same name is left as it is until {@linkcode close}.
   *
   * @param file Where it is written until then.
   */
  constructor(path: string, file: BackgroundFile = createBackgroundFile(`${path}.tmp`)) {
    this.path = path;
    this.#file = file;
  }

  /** Adds bytes. A slow disk holds up nothing else on this thread. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#checksum = crc32(bytes, this.#checksum);
    this.size += bytes.length;
    for (let written = 0; written < bytes.length;) {
      written += await this.#file.write(bytes.subarray(written));
    }
  }

  /**
   * Ends the file and gives it its name.
   *
   * @param onChecksum Is given the file's CRC-32, before it has its name.
   */
  async close(onChecksum: (checksum: number) => void): Promise<void> {
    try {
      await this.#file.syncData().catch((error) => ignoreUnsupported(error, "file"));
    } catch (error) {
      this.abort();
      throw error;
    }
    this.#file.close();
    onChecksum(this.#checksum);
    rename(`${this.path}.tmp`, this.path);
    await syncDirLater(dirname(this.path));
  }

  /** Gives the file up. */
  abort(): void {
    try {
      this.#file.close();
      removeFile(`${this.path}.tmp`);
    } catch {
      // The next writer of the same name truncates it.
    }
  }
}
