import { basename, resolve } from "@std/path";
import { resolveBoard } from "../../reader/mod.ts";
import { isRemoteAddress } from "../../reader/shared/remote_address.ts";
import { OwnFolder } from "../../reader/summaries/own_folder.ts";
import { envVariable } from "../../system/env_variable.ts";
import { FileLock } from "../../system/file_lock.ts";
import { sleep } from "../../system/sleep.ts";
import { pid } from "../../system/this_process.ts";
import { requireBaseDir } from "../boards/require_base_dir.ts";
import { UsageError } from "../errors.ts";
import { Interrupt } from "../interrupt.ts";
import { print, printMessage } from "../output/print.ts";
import { plural } from "../text/format_number.ts";
import { formatDate } from "../text/format_time.ts";
import { applyStyle } from "../text/terminal_style.ts";
import { terminalText } from "../text/terminal_text.ts";
import { Teller } from "../watch/teller.ts";
import { eventText, type WatchEvent } from "../watch/watch_event.ts";
import { WatchState } from "../watch/watch_state.ts";
import { WatchedFolder } from "../watch/watched_folder.ts";
import { Webhook } from "../watch/webhook.ts";

const DEFAULT_INTERVAL_MS = 2000;
const DEFAULT_STALL_MS = 600_000;
/** With `--once`, what is pending is tried for so long. */
const MAX_ONCE_MS = 60_000;
/** The variable with the webhook's address: arguments are seen by all users of a machine. */
const WEBHOOK_VARIABLE = "KOBO_WEBHOOK";

/** Options of `kobo watch`. */
export interface WatchOptions {
  /** The address that events are posted to: a secret. */
  webhook?: string;
  /** A run that logs nothing for so long has stalled, in milliseconds. */
  stallAfter?: number;
  /** How often the boards are looked at, in milliseconds. */
  interval?: number;
  /** Whether to look once, tell what is new, and end. */
  once?: boolean;
  /** Whether to print JSON, one object per line. */
  json?: boolean;
}

/** `kobo watch` */
export async function watch(
  baseDir: string,
  places: readonly string[],
  options: WatchOptions,
): Promise<void> {
  const address = options.webhook ?? envVariable(WEBHOOK_VARIABLE);
  const webhook = address === undefined || address === "" ? undefined : new Webhook(address);
  const folders = await foldersOf(baseDir, places);
  const name = webhook === undefined ? "terminal" : await webhook.hash();
  using interrupt = new Interrupt();
  const watches: Watch[] = [];
  try {
    for (const [dir, ids] of folders) watches.push(new Watch(dir, ids, name, options, webhook));
    if (!options.once) printMessage(startText(folders, webhook));
    await follow(watches, options, interrupt.signal);
  } catch (error) {
    // Ctrl+C is the usual way to stop, and no error.
    if (!interrupt.signal.aborted) throw error;
  } finally {
    for (const watch of watches) await watch.close();
  }
}

async function follow(
  watches: readonly Watch[],
  { interval = DEFAULT_INTERVAL_MS, once }: WatchOptions,
  signal: AbortSignal,
): Promise<void> {
  if (once) {
    const deadline = performance.now() + MAX_ONCE_MS;
    for (const watch of watches) await watch.round(signal);
    while (watches.some(({ isBehind }) => isBehind) && performance.now() < deadline) {
      await sleep(Math.min(interval, 200), signal);
      for (const watch of watches) await watch.tell(signal);
    }
    return;
  }
  for (;;) {
    // What is posted slowly holds up no look at the boards.
    for (const watch of watches) await watch.look();
    for (const watch of watches) watch.beginToTell(signal);
    await sleep(interval, signal);
  }
}

/** The watch of one folder. */
class Watch {
  readonly #lock: FileLock;
  readonly #state: WatchState;
  readonly #folder: WatchedFolder;
  readonly #teller: Teller;
  #telling?: Promise<void>;

  /** @throws {Error} Where another process watches the folder for the same receiver. */
  constructor(
    dir: string,
    ids: ReadonlySet<string> | undefined,
    name: string,
    { stallAfter = DEFAULT_STALL_MS, json }: WatchOptions,
    webhook?: Webhook,
  ) {
    const own = new OwnFolder(dir);
    const file = `watch_${name}.json`;
    this.#state = new WatchState(own, file);
    this.#folder = new WatchedFolder(dir, ids, stallAfter, this.#state);
    this.#teller = new Teller(this.#state, json ? printJsonLine : printLine, webhook);
    this.#lock = new FileLock(own.path(`${file}.lock`));
    if (!takeLock(this.#lock, this.#state)) {
      throw new Error(
        `Cannot watch ${dir}: another kobo watch does, and what is told twice is told by two`,
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

  /** Tells what has happened, beside all else. */
  beginToTell(signal: AbortSignal): void {
    this.#telling ??= this.tell(signal).finally(() => this.#telling = undefined);
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

/** The folders to watch, each with the boards that are watched there; without, all. */
async function foldersOf(
  baseDir: string,
  places: readonly string[],
): Promise<Map<string, Set<string> | undefined>> {
  if (isRemoteAddress(baseDir)) {
    throw new UsageError("Cannot watch: expected --dir to be a folder of this machine");
  }
  if (places.length === 0) {
    await requireBaseDir(baseDir);
    return new Map([[resolve(baseDir), undefined]]);
  }
  const folders = new Map<string, Set<string> | undefined>();
  for (const place of places) {
    if (/[/\\]/.test(place) || place === "." || place === "..") {
      await requireBaseDir(place);
      folders.set(resolve(place), undefined);
      continue;
    }
    await requireBaseDir(baseDir);
    const dir = resolve(baseDir);
    const id = basename(await resolveBoard(baseDir, place));
    if (!folders.has(dir)) folders.set(dir, new Set());
    folders.get(dir)?.add(id);
  }
  return folders;
}

function startText(folders: Map<string, Set<string> | undefined>, webhook?: Webhook): string {
  const parts = [...folders].map(([dir, ids]) =>
    ids === undefined ? dir : `${plural(ids.size, "board")} of ${dir}`
  );
  const posts = webhook === undefined ? "" : `, and posts to ${webhook.host}`;
  return `Watches ${terminalText(parts.join(", "))} until Ctrl+C${posts}`;
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
