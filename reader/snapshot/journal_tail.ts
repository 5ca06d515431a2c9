import { join } from "@std/path";
import { quoteName } from "../../backends/duckdb/quote.ts";
import { type Block, rowsAbove } from "../../format/block.ts";
import { completeBlocks, type JournalEntry } from "../../format/journal_entry.ts";
import { isEventTable, type TableName } from "../../format/tables.ts";
import { sleep } from "../../system/sleep.ts";
import { type SandboxedDuckDb, TAIL_DATABASE } from "../query/sandboxed_duckdb.ts";
import type { LastSteps } from "./backend_files.ts";
import { FilesChangedError } from "./files_changed_error.ts";
import { JournalIndex } from "./journal_index.ts";
import { type TailPart, TailTable } from "./tail_table.ts";

/** After so many frames, other work of this thread has its turn. */
const FRAMES_PER_TURN = 64;

/**
 * The tail of a board: the rows that its journal has and its backend's files
 * lack, as tables of a {@linkcode SandboxedDuckDb}.
 *
 * Where the tail begins: the files' last steps tell which rows they have, but
 * not which frames of the journal. Each log call writes a row of `metrics`, and
 * a commit takes the journal's frames in order. So when the files have the rows
 * of a frame of `metrics`, they have those of all frames before it. The journal
 * is searched from its end for the last such frame; the tail begins after it.
 * From there on, of each block only the rows above its table's last step are
 * taken, since the first frames may be in the files in part.
 *
 * A log call is shown as a whole; one that awaits its completion with the rows
 * that stand in. But as long as a writer is about to complete it, rows that
 * change would be wrong for whoever asks for new rows only. So of a live board,
 * each other table than `metrics` ends before the first such call.
 *
 * The tables grow with the journal: as long as the files and the journal are the
 * same, only new frames are added. After each commit the files' last steps
 * differ, and the tables are made anew; also when a call that was shown with
 * rows that stand in has been completed.
 */
export class JournalTail {
  readonly #duckdb: SandboxedDuckDb;
  readonly #schema: string;
  readonly #index: JournalIndex;
  readonly #tables = new Map<TableName, TailTable>();
  /** Whether the schema may be there in DuckDB: most boards have no journal, and need none. */
  #hasSchema = false;
  /** What the tables hold: the frames of one journal above some steps, up to `frameCount`. */
  #loaded?: { generation: number; lastSteps: LastSteps; live: boolean; frameCount: number };
  /** The steps of the log calls that await their completion. */
  readonly #awaiting = new Set<number>();
  /** The tables that end before the first of these calls. */
  readonly #ended = new Set<TableName>();

  /**
   * @param dataDir The board's folder `data`.
   * @param schema The name of the tables' schema, which nothing else uses.
   */
  constructor(duckdb: SandboxedDuckDb, dataDir: string, schema: string) {
    this.#duckdb = duckdb;
    this.#schema = schema;
    this.#index = new JournalIndex(join(dataDir, "journal"));
  }

  /** Whether there is a journal, as of the last {@linkcode refresh}. */
  get exists(): boolean {
    return this.#index.exists;
  }

  /** The damage that was found. */
  get problems(): string[] {
    return [...this.#index.problems];
  }

  /** Indexes what is new in the journal. */
  refresh(): void {
    this.#index.refresh();
  }

  /** The relations of the tables that have rows, as SQL that can follow FROM. */
  relations(): Map<TableName, string> {
    const filled = [...this.#tables].filter(([, { rowCount }]) => rowCount > 0);
    return new Map(filled.map(([name, { relation }]) => [name, relation]));
  }

  /** The parts that a table is made of, in the order of their steps. */
  partsOf(table: TableName): TailPart[] {
    return this.#tables.get(table)?.parts ?? [];
  }

  /**
   * Brings the tables up to date.
   *
   * @param lastSteps The last steps of the files.
   * @param live Whether a process writes the board.
   * @throws {FilesChangedError} Where the journal was removed meanwhile: the run is finished.
   */
  async update(lastSteps: LastSteps, live: boolean): Promise<void> {
    this.refresh();
    const { generation, frames } = this.#index;
    let loaded = this.#loaded;
    if (
      loaded?.generation !== generation || !isSame(loaded.lastSteps, lastSteps) ||
      loaded.live !== live || this.#completesAny(loaded.frameCount)
    ) {
      await this.#drop();
      loaded = { generation, lastSteps, live, frameCount: this.#firstFrameAbove(lastSteps) };
      this.#loaded = loaded;
    }
    if (loaded.frameCount < frames.length) {
      this.#loaded = undefined; // In case it fails.
      await this.#load(loaded.frameCount, lastSteps, live);
      this.#loaded = { ...loaded, frameCount: frames.length };
    }
    this.#index.forgetSegments();
  }

  /** Removes the tables, and their schema. */
  async release(): Promise<void> {
    await this.#drop();
    if (!this.#hasSchema) return;
    await this.#duckdb.run(`DROP SCHEMA IF EXISTS ${this.#qualifiedSchema} CASCADE`);
    this.#hasSchema = false;
  }

  async #drop(): Promise<void> {
    this.#loaded = undefined;
    this.#awaiting.clear();
    this.#ended.clear();
    for (const table of this.#tables.values()) await table.clear();
  }

  get #qualifiedSchema(): string {
    return `${TAIL_DATABASE}.${quoteName(this.#schema)}`;
  }

  /** The number of the first frame that the files may lack. */
  #firstFrameAbove(lastSteps: LastSteps): number {
    const committed = lastSteps.get("metrics") ?? -1;
    if (committed === -1) return 0;
    let number = this.#index.frames.length;
    while (number > 0) {
      const info = this.#index.inspect(number - 1);
      if (info?.hasMetrics === true && info.lastStep <= committed) break;
      number--;
    }
    return number;
  }

  /** Whether a frame from this one on completes a log call that was not complete before. */
  #completesAny(from: number): boolean {
    if (this.#awaiting.size === 0) return false;
    return this.#completionsFrom(from).keys().some((step) => this.#awaiting.has(step));
  }

  /** The completions among the frames from one on, by their step. */
  #completionsFrom(from: number): Map<number, number> {
    const { frames } = this.#index;
    const completions = new Map<number, number>();
    for (let number = from; number < frames.length; number++) {
      if (frames.kindOf(number) !== "completion") continue;
      const info = this.#index.inspect(number);
      if (info?.kind === "completion") completions.set(info.lastStep, number);
    }
    return completions;
  }

  #isCompletion(number: number): boolean {
    return this.#index.frames.kindOf(number) === "completion" &&
      this.#index.inspect(number)?.kind === "completion";
  }

  /** The blocks of an entry at its place among the others; a completion's are at that of its call. */
  #blocksOf(entry: JournalEntry, completions: ReadonlyMap<number, number>): Block[] {
    if (entry.kind !== "awaiting") return entry.kind === "completion" ? [] : entry.blocks;
    const step = entry.blocks[0]?.lastStep ?? -1;
    const number = completions.get(step);
    const completion = number === undefined ? undefined : this.#read(number);
    if (completion === undefined) this.#awaiting.add(step);
    return completeBlocks(entry, completion?.blocks);
  }

  /** What a frame holds; `undefined` where it is damaged. @throws {FilesChangedError} */
  #read(number: number): JournalEntry | undefined {
    const entry = this.#index.read(number);
    if (entry === undefined && !this.#index.frames.isDamaged(number)) {
      // Where the journal was removed, its rows are in the files.
      throw new FilesChangedError(`${this.#index.frames.at(number).path} is gone`);
    }
    return entry;
  }

  /** Adds the rows of all frames from one on. */
  async #load(from: number, lastSteps: LastSteps, live: boolean): Promise<void> {
    const { frames } = this.#index;
    await this.#expectFrom(from);
    const completions = this.#completionsFrom(from);
    try {
      for (let number = from; number < frames.length; number++) {
        if (this.#index.isLost(number)) continue;
        if (number % FRAMES_PER_TURN === FRAMES_PER_TURN - 1) await sleep(0);
        if (this.#isCompletion(number)) continue;
        const entry = this.#read(number);
        if (entry === undefined) continue;
        for (const block of this.#blocksOf(entry, completions)) {
          const isAwaiting = block.table !== "metrics" && !isEventTable(block.table) &&
            this.#awaiting.has(block.lastStep);
          if (live && isAwaiting) this.#ended.add(block.table);
          if (this.#ended.has(block.table)) continue;
          const table = this.#tableOf(block.table);
          const last = table.rowCount > 0 ? table.lastStep : lastSteps.get(block.table) ?? -1;
          const rows = rowsAbove(block, last);
          if (rows !== undefined) await table.append(number, rows);
        }
      }
      for (const table of this.#tables.values()) await table.finish();
    } catch (error) {
      for (const table of this.#tables.values()) table.drop();
      throw error;
    }
  }

  /** Says to each table what it will get, so that it has all columns before its first row. */
  async #expectFrom(from: number): Promise<void> {
    if (!this.#hasSchema) {
      this.#hasSchema = true;
      await this.#duckdb.run(`CREATE SCHEMA IF NOT EXISTS ${this.#qualifiedSchema}`);
    }
    for (let number = from; number < this.#index.frames.length; number++) {
      if (this.#index.isLost(number)) continue;
      if (number % FRAMES_PER_TURN === FRAMES_PER_TURN - 1) await sleep(0);
      for (const block of this.#index.peek(number)?.blocks ?? []) {
        this.#tableOf(block.table).expect(number, block);
      }
    }
  }

  #tableOf(name: TableName): TailTable {
    const table = this.#tables.get(name) ?? new TailTable(this.#duckdb, name, this.#schema);
    this.#tables.set(name, table);
    return table;
  }
}

function isSame(a: LastSteps, b: LastSteps): boolean {
  return a.size === b.size && [...a].every(([table, step]) => b.get(table) === step);
}
