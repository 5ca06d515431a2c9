import { join } from "@std/path";
import { boardStatus } from "../format/board_status.ts";
import { findForeignFolder } from "../format/board_folders.ts";
import { hasJournal } from "../format/guess_metadata.ts";
import { isLive } from "../format/live.ts";
import {
  FORMAT_VERSION,
  type Metadata,
  METADATA_FILE,
  UPSTREAM_VERSION,
} from "../format/metadata.ts";
import { findSparseFile } from "../format/sparse_files.ts";
import { sealJson } from "../format/sealed_json.ts";
import {
  KEY_COLUMNS,
  LOG_TABLES,
  orderColumn,
  TABLE_NAMES,
  type TableName,
} from "../format/tables.ts";
import type { BoardReader } from "../reader/board_reader.ts";
import type { BoardSummary } from "../reader/board_summary.ts";
import { inspectFolder } from "../reader/folder/board_folder.ts";
import { openBoard } from "../reader/open_board.ts";
import { BoardReadError } from "../reader/shared/errors.ts";
import type { OpenOptions } from "../reader/shared/open_options.ts";
import { entriesIn } from "../system/entries_in.ts";
import { linkInfoIfThere } from "../system/file_info.ts";
import { isStoredFile } from "../format/stored_files.ts";
import { OpenFile } from "../system/open_file.ts";
import { removeFileIfThere } from "../system/remove.ts";
import type { SyncRecord } from "../stores/remote/sync_record.ts";
import { hashInName } from "../format/media_names.ts";

/** How a run stands at home. */
export interface LocalState {
  /** Its metadata. */
  metadata: Metadata;
  /** Their text in the store, where the files are Parquet whatever the backend at home. */
  metadataText: string;
  /** Whether the metadata are not as they were written, but made again from something else. */
  isDamaged: boolean;
  /** Whether it has ended, and its files have all rows; one that was killed still has a journal. */
  isComplete: boolean;
}

/** A board of this machine as it is sent: its rows by a reader, its media and logs by their files. */
export class LocalBoard implements AsyncDisposable {
  /** The board's id. */
  readonly boardId: string;
  /** The board's folder. */
  readonly boardDir: string;
  readonly #reader: BoardReader;

  private constructor(boardId: string, reader: BoardReader) {
    this.boardId = boardId;
    this.boardDir = reader.boardDir;
    this.#reader = reader;
  }

  /**
   * Opens a board.
   *
   * @throws {BoardReadError} Where it is none, or a folder in it is a link.
   */
  static async open(
    { boardId, boardDir }: Pick<BoardSummary, "boardId" | "boardDir">,
    options: OpenOptions,
  ): Promise<LocalBoard> {
    const foreign = findForeignFolder(boardDir);
    if (foreign !== undefined) throw new BoardReadError(`Cannot read ${boardDir}: ${foreign}`);
    const holes = findSparseFile(boardDir, inspectFolder(boardDir).metadata?.backend ?? "");
    if (holes !== undefined) throw new BoardReadError(`Cannot read ${boardDir}: ${holes}`);
    return new LocalBoard(boardId, await openBoard(boardDir, options));
  }

  /** The damage that was found. */
  get problems(): readonly string[] {
    return this.#reader.problems;
  }

  /**
   * How the run stands. Asked before the rows are: a run that has ended by then has no others. One
   * that nobody writes any more is sent as one that has crashed: there, no lock says so.
   *
   * @throws {BoardReadError} Where the folder is no board any more.
   */
  state(): LocalState {
    const { metadata, live, problems: [problem] } = inspectFolder(this.boardDir);
    if (metadata === null) throw new BoardReadError(problem);
    return {
      metadata,
      isDamaged: problem !== undefined,
      metadataText: sealJson({
        ...metadata,
        // finish() writes how the run has ended before it lets the board go: its rows are not sent yet.
        ...(live
          ? { status: "running", finished_at: undefined, error: undefined }
          : { status: boardStatus(metadata.status, live) }),
        backend: "parquet",
        format_version: FORMAT_VERSION,
      }),
      isComplete: !live && metadata.status !== "running" && !hasJournal(this.boardDir),
    };
  }

  /** The last step, or number of an event table, of each table; -1 of one without rows. */
  async lastSteps(): Promise<Record<TableName, number>> {
    const steps = TABLE_NAMES.map((table) => `(SELECT max(${orderColumn(table)}) FROM ${table})`);
    const { rows: [row = []] } = await this.#reader.sql(`SELECT ${steps.join(", ")}`);
    const entries = TABLE_NAMES.map((table, index) => [table, Number(row[index] ?? -1)]);
    return Object.fromEntries(entries);
  }

  /** How many rows it has of each table, up to some steps; and how many metrics. */
  async counts(
    lastSteps: Readonly<Partial<Record<TableName, number>>>,
  ): Promise<NonNullable<SyncRecord["counts"]>> {
    const counts = LOG_TABLES.map((table) =>
      `(SELECT count(*) FROM ${table} WHERE step <= ${lastSteps[table] ?? -1})`
    );
    const { rows: [row = []] } = await this.#reader.sql(`SELECT ${counts.join(", ")}`);
    const { columns } = await this.#reader.sql("SELECT * FROM metrics LIMIT 0");
    const [steps, media, tables, histograms] = row.map(Number);
    return {
      steps: steps ?? 0,
      metrics: Math.max(0, columns.length - KEY_COLUMNS.length),
      media: media ?? 0,
      tables: tables ?? 0,
      histograms: histograms ?? 0,
    };
  }

  /** The media and files that its rows name, as `media/…` and `files/…`. */
  async contentsInRows(): Promise<string[]> {
    const { rows } = await this.#reader.sql(
      "SELECT 'media/' || filename FROM media UNION SELECT 'files/' || filename FROM files",
    );
    return rows.flatMap(([key]) => typeof key === "string" ? [key] : []);
  }

  /** When a step was logged, in microseconds since 1970, as text; `undefined` where it is not there. */
  async loggedAt(step: number): Promise<string | undefined> {
    const query = "SELECT epoch_us(timestamp) FROM metrics WHERE step = $step";
    const { rows: [[time] = []] } = await this.#reader.sql(query, { step });
    return time === undefined || time === null ? undefined : String(time);
  }

  /**
   * Writes the rows of some steps, or numbers, to a file for as long as some work takes.
   *
   * @param path Where; nothing must be there.
   */
  async withRows<Result>(
    { table, first, last, path }: { table: TableName; first: number; last: number; path: string },
    signal: AbortSignal | undefined,
    work: (rowCount: number) => Promise<Result>,
  ): Promise<Result> {
    const query = `SELECT * FROM ${table} WHERE ${orderColumn(table)} BETWEEN ${first} AND ${last}`;
    try {
      return await work(await this.#reader.exportParquet(path, { query, signal }));
    } finally {
      removeFileIfThere(path);
    }
  }

  /** The names of the files in `media/`, and where each is. */
  media(): Map<string, string> {
    const dir = join(this.boardDir, "media");
    const names = entriesIn(dir).filter(({ name, isFile }) =>
      isFile && hashInName(name) !== undefined
    );
    return new Map(names.map(({ name }) => [name, join(dir, name)]));
  }

  /** The contents in `files/` by their names, and where each is. */
  files(): Map<string, string> {
    const dir = join(this.boardDir, "files");
    const names = entriesIn(dir).filter(({ name, isFile }) => isFile && isStoredFile(name));
    return new Map(names.map(({ name }) => [name, join(dir, name)]));
  }

  /** A file in `logs/`, and how many bytes it has; `undefined` where there is none. */
  log(name: "output.log" | "writer.log"): { path: string; size: number } | undefined {
    const path = join(this.boardDir, "logs", name);
    const info = linkInfoIfThere(path);
    return info?.isFile ? { path, size: info.size } : undefined;
  }

  /** Some bytes of a file of the board, the last one included. @throws {BoardReadError} Where it is shorter. */
  static async readBytes(
    path: string,
    first: number,
    last: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    using file = await OpenFile.openLater(path);
    const bytes = new Uint8Array(last - first + 1);
    if (await file.readFullyLater(bytes, first)) return bytes;
    throw new BoardReadError(`Cannot read ${path}: it became shorter`);
  }

  /** Closes the reader. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.close();
  }
}

/**
 * What changes with each change of a board that no process writes; `undefined` of one that is live, or
 * may be: of KohakuBoard's Python client nobody knows whether it still writes a board.
 */
export function settledVersion({ boardDir, live, metadata }: BoardSummary): string | undefined {
  if (live || metadata?.format_version === UPSTREAM_VERSION) return undefined;
  const version = linkInfoIfThere(join(boardDir, METADATA_FILE))?.version;
  // In this order: whoever has resumed it since it was listed has it still, or changes the version.
  return isLive(boardDir) ? undefined : version;
}
