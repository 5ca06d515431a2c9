import { logRange, toLogReply } from "../../protocol/log_part.ts";
import type { LogReply } from "../../protocol/api.ts";
import type { RowKind, SharedBoard, SharedSeries } from "../../protocol/shared_site.ts";
import { RowList } from "./row_list.ts";
import type { SharedFiles } from "./shared_files.ts";
import { SharedParts } from "./shared_parts.ts";

/** The steps of a reply at most, as a server gives them. */
const MAX_STEPS = 100_000;

/** The files of one shared board. What was read is kept. */
export class SharedBoardFiles {
  /** What the site says of the board. */
  readonly board: SharedBoard;
  /** Its numbers, rows and logs. */
  readonly parts: SharedParts;
  readonly #files: SharedFiles;
  readonly #folder: string;
  readonly #series = new Map<number, Promise<SharedSeries[]>>();
  readonly #rows = new Map<object, RowList<unknown>>();

  private constructor(files: SharedFiles, folder: string, board: SharedBoard) {
    this.board = board;
    this.parts = new SharedParts(files, `${folder}/parts`, board.partsSize);
    this.#files = files;
    this.#folder = folder;
  }

  /** Opens a board. @param folder Where its files are. */
  static async open(files: SharedFiles, folder: string): Promise<SharedBoardFiles> {
    return new SharedBoardFiles(files, folder, await files.json(`${folder}/board.json`));
  }

  /** The series of a metric of numbers; `undefined` if there is none. */
  async series(metric: string): Promise<SharedSeries | undefined> {
    const { reply, seriesFiles } = this.board;
    const index = reply.metrics.findIndex(({ name }) => name === metric);
    if (index < 0 || reply.metrics[index]?.type === "string") return undefined;
    const file = seriesFiles.findLastIndex((first) => first <= index);
    let reading = this.#series.get(file);
    if (reading === undefined) {
      reading = this.#files.json<SharedSeries[]>(`${this.#folder}/series.${file}.json`);
      this.#series.set(file, reading);
      reading.catch(() => this.#series.delete(file));
    }
    return (await reading)[index - (seriesFiles[file] ?? 0)];
  }

  /** The lists of rows of a table: of one name, or all. */
  rows<Row>(kind: RowKind, name: string | null): RowList<Row>[] {
    const wanted = this.board.rows[kind].filter((rows) => name === null || rows.name === name);
    return wanted.map((rows) => {
      const list = this.#rows.get(rows) ?? new RowList<unknown>(this.parts, rows);
      this.#rows.set(rows, list);
      return list as RowList<Row>;
    });
  }

  /** The steps of rows, rising, none twice. */
  async steps(kind: RowKind, name: string | null): Promise<number[]> {
    const lists = await Promise.all(this.rows(kind, name).map((list) => list.steps()));
    const steps = new Set(lists.flatMap((list) => [...list]));
    return [...steps].sort((a, b) => a - b).slice(-MAX_STEPS);
  }

  /** A part of a log. */
  async log(which: "output" | "writer", offset: number, before?: number): Promise<LogReply> {
    const log = this.board.logs[which];
    if (log === undefined) return { text: "", begin: 0, offset: 0, size: 0, reset: false };
    const range = logRange(log.size, offset, before);
    const bytes = await this.parts.read(log.at + range.start, range.length);
    return toLogReply(range, bytes, true);
  }
}
