import type { TableName } from "../../format/tables.ts";

/**
 * The damage that is known of a board's files.
 *
 * Damage is found in two ways. Files of a run that was cut off are verified
 * when they are first opened. And where a query fails as damaged files make
 * queries fail, all tables are read to their end.
 *
 * What was found is recorded here and not searched again. With a journal, which
 * has all rows, the files are not used any more as a whole. Without one, only
 * the damaged tables are left out.
 *
 * All is recorded by the files' version, as changed files may be sound. It
 * outlives the DuckDB instance that found it, which some damage ends.
 */
export class KnownDamage {
  readonly #files = new Map<string, string>();
  readonly #tables = new Map<string, Map<TableName, string>>();

  /** Why the files of a version are not used; `undefined` where they are. */
  ofFiles(version: string): string | undefined {
    return this.#files.get(version);
  }

  /** Why tables in the files of a version are left out. */
  ofTables(version: string): ReadonlyMap<TableName, string> {
    return this.#tables.get(version) ?? new Map();
  }

  /** Adds damaged files. @returns Whether they were unknown. */
  addFiles(version: string, reason: string): boolean {
    if (this.#files.has(version)) return false;
    this.#files.set(version, reason);
    return true;
  }

  /** Adds a damaged table. @returns Whether it was unknown. */
  addTable(version: string, table: TableName, reason: string): boolean {
    const tables = this.#tables.get(version) ?? new Map<TableName, string>();
    this.#tables.set(version, tables);
    if (tables.has(table)) return false;
    tables.set(table, reason);
    return true;
  }
}
