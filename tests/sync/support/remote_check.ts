import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { RowReader } from "../../support/row_reader.ts";

/**
 * What DuckDB, in another process, finds in a board that was sent to a folder: of each table the
 * rows of `data/`, and of `live/` those above them, as docs/sync.md says.
 */
export class RemoteCheck implements AsyncDisposable {
  readonly #rows = new RowReader();

  /** A query of a board's table; the rows are `rows`. */
  async query(boardDir: string, table: string, sql: string): Promise<unknown[][]> {
    for (;;) {
      try {
        return await this.#query(boardDir, table, sql);
      } catch (error) {
        // The run has ended: the rows of the pieces that are gone are in `data/`.
        if (!/No files found|No such file/.test(String(error))) throw error;
      }
    }
  }

  async #query(boardDir: string, table: string, sql: string): Promise<unknown[][]> {
    // In this order: pieces that are gone by then are in `data/`.
    const [live, data] = ["live", "data"].map((folder) => this.#files(boardDir, folder, table));
    const above = data!.length === 0
      ? "TRUE"
      : `step > (SELECT max(step) FROM read_parquet([${data}], union_by_name = true))`;
    const sources = [
      ...(data!.length > 0 ? [`FROM read_parquet([${data}], union_by_name = true)`] : []),
      ...(live!.length > 0
        ? [`FROM read_parquet([${live}], union_by_name = true) WHERE ${above}`]
        : []),
    ];
    if (sources.length === 0) return [];
    const { cells } = await this.#rows.query(
      "",
      `WITH rows AS (${sources.join(" UNION ALL BY NAME ")}) ${sql}`,
    );
    return (cells[0] ?? []).map((_, row) => cells.map((column) => column[row]));
  }

  /**
   * Checks that each step is there once, from the first on, with the loss that was logged at it, and
   * that the media of the rows are there with their content.
   *
   * @param lossAt What was logged.
   * @returns How many steps there are.
   */
  async steps(boardDir: string, lossAt: (step: number) => number | null): Promise<number> {
    const rows = await this.query(boardDir, "metrics", "SELECT step, loss FROM rows ORDER BY step");
    assertEquals(rows.map(([step]) => Number(step)), [...rows.keys()]);
    for (const [step, loss] of rows) assertEquals(loss, lossAt(Number(step)), `step ${step}`);
    const media = await this.query(
      boardDir,
      "media",
      "SELECT filename, media_id, step FROM rows ORDER BY step",
    );
    assertEquals(new Set(media.map(([, , step]) => step)).size, media.length);
    for (const [filename, id] of media) {
      const content = await Deno.readFile(join(boardDir, "media", String(filename)));
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
      assertEquals(hash.toHex(), id);
    }
    return rows.length;
  }

  /** Ends the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#rows[Symbol.asyncDispose]();
  }

  #files(boardDir: string, folder: string, table: string): string[] {
    const path = join(boardDir, folder);
    let names: string[] = [];
    try {
      names = [...Deno.readDirSync(path)].map(({ name }) => name);
    } catch (error) {
      assert(error instanceof Deno.errors.NotFound, `${error}`);
    }
    return names.filter((name) => name.startsWith(`${table}.`) && name.endsWith(".parquet"))
      .sort().map((name) => `'${join(path, name)}'`);
  }
}
