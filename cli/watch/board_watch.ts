import { eventText } from "../../format/run_event.ts";
import { DEFAULT_STALL_MS } from "../../format/stall.ts";
import { OwnFolder } from "../../reader/summaries/own_folder.ts";
import { FileLock } from "../../system/file_lock.ts";
import { pid } from "../../system/this_process.ts";
import { print } from "../output/print.ts";
import { formatDate } from "../text/format_time.ts";
import { applyStyle } from "../text/terminal_style.ts";
import { terminalText } from "../text/terminal_text.ts";
import { Teller } from "./teller.ts";
import type { WatchEvent } from "./watch_event.ts";
import { WatchedFolder } from "./watched_folder.ts";
import { WatchState } from "./watch_state.ts";
import type { Webhook } from "./webhook.ts";

/** How a folder is watched. */
export interface BoardWatchOptions {
  /** A run that logs nothing for so long has stalled, in milliseconds. Default: 10 minutes. */
  stallAfter?: number;
  /** Whether to print JSON, one object per line. */
  json?: boolean;
  /** What ended before is not told of where nobody has watched so far: ISO 8601. Default: now. */
  since?: string;
}

/** The watch of one folder: what has happened there, and what was told of it. */
export class BoardWatch {
  readonly #lock: FileLock;
  readonly #state: WatchState;
  readonly #folder: WatchedFolder;
  readonly #teller: Teller;
  #telling?: Promise<void>;
  /** Why nothing more can be told, as the reader of stdout is gone. */
  #failure: unknown;

  /**
   * @param ids The boards to watch. Default: all, also new ones.
   * @param name Names who is told, in the name of a file.
   * @throws {Error} Where another process watches the folder for the same receiver.
   */
  constructor(
    dir: string,
    ids: ReadonlySet<string> | undefined,
    name: string,
    { stallAfter = DEFAULT_STALL_MS, json, since }: BoardWatchOptions,
    webhook?: Webhook,
  ) {
    const own = new OwnFolder(dir);
    const file = `watch_${name}.json`;
    this.#state = new WatchState(own, file, since);
    this.#folder = new WatchedFolder(dir, ids, stallAfter, this.#state);
    this.#teller = new Teller(this.#state, json ? printJsonLine : printLine, webhook);
    this.#lock = new FileLock(own.path(`${file}.lock`));
    if (!takeLock(this.#lock, this.#state)) {
      throw new Error(
        `Cannot watch ${dir}: another kobo watch does already, and tells the same receiver; ` +
          "stop that one, or name another --webhook",
      );
    }
  }

  /** Whether something is still to be told. */
  get isBehind(): boolean {
    return this.#state.pending.length > 0;
  }

  /** Finds out what has happened. */
  look(): Promise<void> {
    return this.#folder.look();
  }

  /** Tells it, until something has to wait. */
  tell(signal: AbortSignal): Promise<void> {
    return this.#teller.tellAll(signal);
  }

  /** Finds out what has happened, and tells it. */
  async round(signal: AbortSignal): Promise<void> {
    await this.look();
    await this.tell(signal);
  }

  /** Tells what has happened, beside all else. @throws What an earlier call has failed by. */
  beginToTell(signal: AbortSignal): void {
    if (this.#failure !== undefined) throw this.#failure;
    this.#telling ??= this.tell(signal)
      .catch((error) => this.#failure = error)
      .finally(() => this.#telling = undefined);
  }

  /** Ends the watch. */
  async close(): Promise<void> {
    await this.#telling;
    await this.#folder.close();
    this.#lock[Symbol.dispose]();
  }
}

/** Takes the lock, in the folder that the state makes. Where nothing can be written, nobody has it. */
function takeLock(lock: FileLock, state: WatchState): boolean {
  try {
    state.save();
    return lock.tryTake(`${pid}\n`, 0);
  } catch {
    return true; // When something is told, the state says that it cannot be kept.
  }
}

function printLine(event: WatchEvent): void {
  const time = formatDate(new Date(event.at));
  const { kind, level } = event;
  const isBad = kind === "crashed" || kind === "stalled" || level === "error";
  const text = terminalText(eventText(event));
  print(`${applyStyle("dim", time)}  ${isBad ? applyStyle("red", text) : text}\n`);
}

function printJsonLine({ boardId, durationMs, ...event }: WatchEvent): void {
  const more = durationMs === undefined ? {} : { duration_ms: durationMs };
  print(`${JSON.stringify({ ...event, board_id: boardId, ...more })}\n`);
}
