import { assertEquals } from "@std/assert";
import { globalStepOf } from "../support/make_block.ts";
import { assertContent, contentOf, type TableContent } from "../support/table_content.ts";
import type { Backend, OpenBackend } from "../../backends/backend.ts";
import type { Block } from "../../format/block.ts";
import type { TableName } from "../../format/tables.ts";

/** Reads files that a backend has written. */
export interface TableReader extends AsyncDisposable {
  /** All that is committed of a table. */
  readTable(dataDir: string, table: TableName): Promise<TableContent>;
}

/** A reader that is started when it is first needed. */
export class LazyReader implements AsyncDisposable {
  readonly #start?: () => TableReader;
  #reader?: TableReader;

  constructor(start?: () => TableReader) {
    this.#start = start;
  }

  get(): TableReader | undefined {
    return this.#reader ??= this.#start?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader?.[Symbol.asyncDispose]();
  }
}

/** A backend on a folder, and what it should hold. */
export class BackendFiles implements AsyncDisposable {
  readonly dataDir: string;
  readonly #openBackend: OpenBackend;
  readonly #reader: LazyReader;
  readonly #about: string;
  readonly #committed: Block[] = [];
  #backend?: Backend;

  constructor(openBackend: OpenBackend, dataDir: string, reader: LazyReader, about = "") {
    this.#openBackend = openBackend;
    this.dataDir = dataDir;
    this.#reader = reader;
    this.#about = about;
  }

  get nextStep(): number {
    return (this.#committed.at(-1)?.lastStep ?? -1) + 1;
  }

  async open(): Promise<Backend> {
    return this.#backend ??= await this.#openBackend({ dataDir: this.dataDir });
  }

  /** The backend, which is no longer opened. */
  forget(): Backend {
    const backend = this.#backend!;
    this.#backend = undefined;
    return backend;
  }

  async commit(blocks: readonly Block[]): Promise<void> {
    const backend = await this.open();
    for (const block of blocks) await backend.append(block);
    await backend.commit();
    this.#committed.push(...blocks);
  }

  async reopen(open = true): Promise<void> {
    await this.#backend?.abort();
    this.#backend = undefined;
    if (open) await this.open();
  }

  async close(): Promise<void> {
    await (await this.open()).close();
    this.#backend = undefined;
  }

  /** What the backend says is there is what was committed. */
  async checkState(): Promise<void> {
    const last = this.#committed.at(-1);
    const expected = last === undefined ? [] : [{
      table: "metrics" as const,
      rowCount: this.#committed.reduce((sum, { rowCount }) => sum + rowCount, 0),
      lastStep: last.lastStep,
      lastGlobalStep: globalStepOf(last.lastStep),
      columns: contentOf(this.#committed).columns,
    }];
    assertEquals(await (await this.open()).tables(), expected, this.#about);
  }

  /** What another reader finds in the files is what was committed. */
  async check(table: TableName = "metrics", blocks: Block[] = this.#committed): Promise<void> {
    const found = await this.#reader.get()?.readTable(this.dataDir, table);
    if (found !== undefined) assertContent(found, contentOf(blocks), this.#about);
  }

  /** The names in the data folder. */
  names(): string[] {
    try {
      return [...Deno.readDirSync(this.dataDir)].map(({ name }) => name).sort();
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#backend?.abort();
  }
}
