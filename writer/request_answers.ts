import type { TableState } from "../format/table_state.ts";
import { isDataFile } from "../format/data_files.ts";
import type { BoardPresence } from "./board_presence.ts";
import { ComparedFiles } from "./compared_files.ts";
import type { DiskWaits } from "./disk_waits.ts";
import { type Fork, forkBoard } from "./fork_board.ts";
import { checkKeptChecksums } from "./keep_checksums.ts";
import type { WriterLog } from "./logs/writer_log.ts";
import type { Reply, Request, WriterOptions } from "./protocol.ts";
import { rewindRows, type RewindTarget } from "./rewind_rows.ts";
import type { Sampler } from "./sampling/sampler.ts";
import type { Writer } from "./writer.ts";

/** What {@linkcode RequestAnswers} works with. */
export interface RequestAnswersParts {
  options: WriterOptions;
  writer: Writer;
  /** Samples the machine, if anybody does. */
  sampler: Sampler | undefined;
  log: WriterLog;
  presence: BoardPresence;
  diskWaits: DiskWaits;
  /** Puts all rows that are published now into the journal. */
  readAllRows: () => void;
  /** Gives a sign of life. */
  onAlive: () => void;
  /** Receives problems. */
  onProblem: (message: string) => void;
}

/** Does what the board asks for and waits for: to open its files, to flush, to finish. */
export class RequestAnswers {
  readonly #parts: RequestAnswersParts;

  /** @param parts What it works with. */
  constructor(parts: RequestAnswersParts) {
    this.#parts = parts;
  }

  /** Does it; where that fails, the reply says so. */
  async answer(request: Request): Promise<Reply> {
    const { writer, log, presence, readAllRows } = this.#parts;
    const { id } = request;
    try {
      readAllRows();
      return await this.#perform(request);
    } catch (error) {
      if (presence.isMissing) await presence.untilGone(writer.fileWork);
      const cause = error instanceof Error ? error : new Error(String(error));
      if (request.type !== "open") log.error(`${request.type} failed: ${cause.message}`);
      const location = writer.describeLocation(request.type === "finish");
      return { type: "failed", id, error: cause, location };
    }
  }

  async #perform({ type, id }: Request): Promise<Reply> {
    const { writer, sampler } = this.#parts;
    switch (type) {
      case "open":
        return { type: "opened", id, tables: await this.#open() };
      case "flush":
        await writer.flush();
        return { type: "done", id };
      case "finish":
        sampler?.pause(); // What comes after it would begin another run.
        await writer.finish();
        return { type: "done", id };
    }
  }

  /** Nothing is written before the board knows that it can be opened: a sample would make a journal. */
  async #open(): Promise<TableState[]> {
    const { options: { fork, rewind }, writer, sampler } = this.#parts;
    sampler?.pause();
    if (fork !== undefined) await this.#fork(fork);
    if (rewind !== undefined) return await this.#rewind(rewind);
    const tables = await writer.inspect();
    sampler?.resume();
    return tables;
  }

  /** Completes the files first, where the run was cut off. */
  async #rewind(target: RewindTarget): Promise<TableState[]> {
    const { options: { boardDir, backend, metadata }, writer, log } = this.#parts;
    const tables = await writer.inspect();
    return await this.#parts.diskWaits.during(() =>
      rewindRows({
        ...this.#fileWork(),
        boardDir,
        backend,
        metadata,
        target,
        completeFiles: () => writer.finish(),
        onEvent: (message) => log.info(message),
      }, tables)
    );
  }

  /**
   * It may copy gigabytes, a row group at a time. The parent's files are compared first: the fork's
   * checksums would declare what is damaged sound.
   */
  async #fork(from: Fork): Promise<void> {
    const { options: { boardDir, backend }, diskWaits } = this.#parts;
    await diskWaits.during(async () => {
      await checkKeptChecksums({
        ...this.#fileWork(),
        boardDir: from.boardDir,
        compared: new ComparedFiles(from.boardDir),
      });
      await forkBoard(from, boardDir, backend);
    });
  }

  /** What work on files needs to know, while the board is told anyway that it takes long. */
  #fileWork() {
    const { options: { backend }, onAlive, onProblem } = this.#parts;
    return {
      isDataFile: (name: string) => isDataFile(name, backend),
      onAlive,
      onBlockedOnDisk: () => {},
      onProblem,
    };
  }
}
