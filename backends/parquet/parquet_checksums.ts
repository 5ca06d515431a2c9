import { join } from "@std/path";
import { fileChecksum } from "../../system/file_checksum.ts";
import { readTextIfThere } from "../../system/read_text.ts";
import { removeFileIfThere } from "../../system/remove.ts";
import { replaceFile } from "../../system/replace_file.ts";
import { BackendDamagedError } from "../backend.ts";

/**
 * The CRC-32 of each Parquet file of an unfinished run, in
 * `data/checksums.json`: readers of Parquet do not notice every flipped byte,
 * and some bytes make them break down.
 *
 * A file that a merge replaces has two checksums for a moment, the old file's
 * and the new one's, as list and file cannot change at once. The list needs no
 * fsync: one that a power failure takes back knows fewer files, and a file of
 * which it knows an old checksum alone is made again from the journal.
 */
export class ParquetChecksums {
  readonly #dataDir: string;
  readonly #checksumOf: (name: string) => Promise<number>;
  #byName: Record<string, number[]>;

  /**
   * Reads the list of a folder; one that cannot be read is as good as an empty one.
   *
   * @param checksumOf The CRC-32 of a file in the folder; without it, all of it is read each time.
   */
  constructor(
    dataDir: string,
    checksumOf = (name: string): Promise<number> => fileChecksum(join(dataDir, name)),
  ) {
    this.#dataDir = dataDir;
    this.#checksumOf = checksumOf;
    try {
      this.#byName = toChecksums(JSON.parse(readTextIfThere(this.#path) ?? "{}"));
    } catch {
      this.#byName = {};
    }
  }

  /** Adds the checksum that a file is about to have. */
  add(name: string, checksum: number): void {
    this.#byName[name] = [...(this.#byName[name] ?? []).slice(-1), checksum];
    this.#write();
  }

  /** A file is about to be renamed; the list may still have an earlier file of its new name. */
  rename(name: string, newName: string): void {
    if (this.#byName[name] === undefined) delete this.#byName[newName];
    else this.#byName[newName] = this.#byName[name];
    this.#write();
  }

  /** Drops a file that was removed, from the next list that is written. */
  forget(name: string): void {
    delete this.#byName[name];
  }

  /** Adds the checksums of files that are not in the list: those of an earlier run. */
  async addMissing(names: readonly string[]): Promise<void> {
    for (const name of names) {
      if (this.#byName[name] === undefined) {
        this.add(name, await this.#checksumOf(name));
      }
    }
  }

  /** Whether the list allows a file this checksum; it does where the file is not in the list. */
  isExpected(name: string, checksum: number): boolean {
    return this.#byName[name]?.includes(checksum) ?? true;
  }

  /** Whether a file is not as it was written. One that is not in the list is not read. */
  async isDamaged(name: string): Promise<boolean> {
    if (this.#byName[name] === undefined) return false;
    return !this.isExpected(name, await this.#checksumOf(name));
  }

  /**
   * Reads a file that is in the list, and compares its checksum.
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
    removeFileIfThere(this.#path);
  }

  #write(): void {
    replaceFile(this.#path, JSON.stringify(this.#byName));
  }

  get #path(): string {
    return join(this.#dataDir, "checksums.json");
  }
}

/** Only what is a list of checksums: the file may be a stranger's. */
function toChecksums(found: unknown): Record<string, number[]> {
  if (typeof found !== "object" || found === null) return {};
  return Object.fromEntries(
    Object.entries(found).filter(([, checksums]) =>
      Array.isArray(checksums) && checksums.every(Number.isInteger)
    ),
  );
}
