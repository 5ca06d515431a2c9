import { messageOf } from "../../../system/message_of.ts";
import type { BoardSource } from "../boards/board_source.ts";
import { RequestError } from "../http/request_error.ts";
import type { BoardTasks, ReadTask } from "./board_tasks.ts";

/** Reads boards of a source: what the folder lacks of a board is brought there before it is read. */
export class SourceTasks implements BoardTasks {
  readonly #source: BoardSource;
  readonly #tasks: BoardTasks;

  /** @param tasks What reads them then. */
  constructor(source: BoardSource, tasks: BoardTasks) {
    this.#source = source;
    this.#tasks = tasks;
  }

  /** As {@linkcode BoardTasks} says. */
  async run(id: string, task: ReadTask, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    await bringing(() => this.#source.fetchRows(id));
    const elsewhere = () => this.#source.fileNames(id);
    const whole = task.kind === "files" ? { ...task, elsewhere: elsewhere() } : task;
    return await this.#tasks.run(id, whole, signal);
  }

  /** As {@linkcode BoardTasks} says. */
  drop(id: string): Promise<void> {
    return this.#tasks.drop(id);
  }

  /** As {@linkcode BoardTasks} says. */
  close(): Promise<void> {
    return this.#tasks.close();
  }
}

/** Brings something. @throws {RequestError} `failed` where it does not come. */
export async function bringing(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new RequestError("failed", messageOf(error), { cause: error });
  }
}
