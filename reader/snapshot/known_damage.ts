import type { TableName } from "../../format/tables.ts";

/**
 * What of a board's files turned out damaged, by the files' version. It is
 * kept beyond the DuckDB that has met it: some damage ends that.
 */
export class KnownDamage {
  readonly #files = new Map<string, string>();
  readonly #tables = new Map<string, Map<TableName, string>>();

  /** Why the files of a version are passed over; `undefined` where they are not. */
  ofFiles(version: string): string | undefined {
    return this.#files.get(version);
  }

  /** Why tables of a version are left out. */
  ofTables(version: string): ReadonlyMap<TableName, string> {
    return this.#tables.get(version) ?? new Map();
  }

  /** Takes note of damaged files. Returns whether that was not known. */
  noteFiles(version: string, reason: string): boolean {
    if (this.#files.has(version)) return false;
    this.#files.set(version, reason);
    return true;
  }

  /** Takes note of a damaged table. Returns whether that was not known. */
  noteTable(version: string, table: TableName, reason: string): boolean {
    const tables = this.#tables.get(version) ?? new Map<TableName, string>();
    this.#tables.set(version, tables);
    if (tables.has(table)) return false;
    tables.set(table, reason);
    return true;
  }
}
