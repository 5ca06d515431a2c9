import type { TableName } from "../../format/tables.ts";
import { sleep } from "../../system/sleep.ts";
import type { QueryCancellation } from "../query/query_cancellation.ts";
import type { KeptChecksums } from "./kept_checksums.ts";

/** How often a call that waits looks whether it was cancelled. */
const LOOK_MS = 20;

/**
 * Compares the files of a snapshot with their checksums, beside the query that reads them: the
 * query takes the processor, and the comparison the disk. Nobody sees the query's result before
 * {@linkcode damage} has told that the files are sound.
 */
export class FileComparison {
  readonly #kept: KeptChecksums;
  readonly #filesOf: ReadonlyMap<TableName, readonly string[]>;
  readonly #tables = new Map<TableName, Promise<string | undefined>>();
  #isStopped = false;

  /** @param filesOf The names of each table's files, in the folder `data`. */
  constructor(kept: KeptChecksums, filesOf: ReadonlyMap<TableName, readonly string[]>) {
    this.#kept = kept;
    this.#filesOf = filesOf;
  }

  /** Begins to compare the files of a table; nothing where it was begun already. */
  begin(table: TableName): void {
    const names = this.#filesOf.get(table);
    if (names === undefined || this.#tables.has(table)) return;
    const comparison = this.#compare(names);
    comparison.catch(() => {}); // `damage()` throws it, where anybody waits for it.
    this.#tables.set(table, comparison);
  }

  /**
   * Waits for all that was begun.
   *
   * @returns What is wrong with a table's files, for each that is damaged.
   * @throws {QueryError} Where the call was cancelled meanwhile.
   */
  async damage(cancellation?: QueryCancellation): Promise<Map<TableName, string>> {
    const found = new Map<TableName, string>();
    for (const [table, comparison] of this.#tables) {
      let reason: string | undefined;
      let isDone = false;
      const done = comparison.then((result) => {
        reason = result;
        isDone = true;
      });
      while (!isDone) {
        await Promise.race([done, sleep(LOOK_MS)]);
        cancellation?.check();
      }
      if (reason !== undefined) found.set(table, reason);
    }
    return found;
  }

  /** Ends what was begun; the next comparison of the same files goes on where it was. */
  stop(): void {
    this.#isStopped = true;
  }

  async #compare(names: readonly string[]): Promise<string | undefined> {
    for (const name of names) {
      const damage = await this.#kept.findDamage(name, () => {
        if (this.#isStopped) throw new Error("The comparison was stopped");
      });
      if (damage !== undefined) return `data/${name} is ${damage.reason}`;
    }
  }
}
