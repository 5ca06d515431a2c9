import { join } from "@std/path";
import { BackendDamagedError } from "../backend.ts";
import { fileChecksum } from "./file_checksum.ts";
import { replaceFile } from "../../system/replace_file.ts";

/**
 * The CRC-32 of each Parquet file of an unfinished run, in
 * `data/checksums.json`: Parquet's own readers do not see every flipped byte,
 * and break down at some.
 *
 * A file that a merge replaces has two for a moment, the old one's and the
 * new one's, as the two files cannot change at once. The list needs no fsync:
 * one that a power failure takes back vouches for fewer files, and a file that
 * it does not know as it is now is made again from the journal.
 */
export class ParquetChecksums {
  readonly #dataDir: string;
  #byName: Record<string, number[]>;

  /** Reads those of a folder; none is as good as an empty list. */
  constructor(dataDir: string) {
    this.#dataDir = dataDir;
    try {
      this.#byName = JSON.parse(Deno.readTextFileSync(this.#path));
    } catch {
      this.#byName = {};
    }
  }

  /** Notes the checksum that a file is about to have. */
  add(name: string, checksum: number): void {
    this.#byName[name] = [...(this.#byName[name] ?? []).slice(-1), checksum];
    this.#write();
  }

  /** Notes that a file is about to have another name, under which an earlier one may be listed. */
  rename(name: string, newName: string): void {
    if (this.#byName[name] === undefined) delete this.#byName[newName];
    else this.#byName[newName] = this.#byName[name];
    this.#write();
  }

  /** Drops a file that is gone, from the next list that is written. */
  forget(name: string): void {
    delete this.#byName[name];
  }

  /** Notes the checksums that files have which are not in the list: an earlier run's. */
  async addMissing(names: readonly string[]): Promise<void> {
    for (const name of names) {
      if (this.#byName[name] === undefined) {
        this.add(name, await fileChecksum(join(this.#dataDir, name)));
      }
    }
  }

  /** Whether a file has the checksum that it should have, as far as the list tells. */
  isExpected(name: string, checksum: number): boolean {
    return this.#byName[name]?.includes(checksum) ?? true;
  }

  /** Whether a file is not as it was written, as far as the list tells. */
  async isDamaged(name: string): Promise<boolean> {
    if (this.#byName[name] === undefined) return false;
    return !this.isExpected(name, await fileChecksum(join(this.#dataDir, name)));
  }

  /**
   * Reads a file.
   *
   * @throws {BackendDamagedError} Where it is not as it was written.
   */
  async check(name: string): Promise<void> {
    if (!await this.isDamaged(name)) return;
    throw new BackendDamagedError(`${join(this.#dataDir, name)} is not as it was written`);
  }

  /** Removes the list: the run is finished. */
  remove(): void {
    this.#byName = {};
    try {
      Deno.removeSync(this.#path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  #write(): void {
    replaceFile(this.#path, JSON.stringify(this.#byName));
  }

  get #path(): string {
    return join(this.#dataDir, "checksums.json");
  }
}
