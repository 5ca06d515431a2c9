import { basename, resolve } from "@std/path";
import { resolveBoard } from "../../reader/resolve_board.ts";
import { isRemoteAddress } from "../../reader/shared/remote_address.ts";
import { envVariable } from "../../system/env_variable.ts";
import { exists } from "../../system/exists.ts";
import { sleep } from "../../system/sleep.ts";
import { requireBaseDir } from "../boards/require_base_dir.ts";
import { UsageError } from "../errors.ts";
import { Interrupt } from "../interrupt.ts";
import { printMessage } from "../output/print.ts";
import { plural } from "../text/format_number.ts";
import { terminalText } from "../text/terminal_text.ts";
import { BoardWatch, type BoardWatchOptions } from "../watch/board_watch.ts";
import { Webhook } from "../watch/webhook.ts";

const DEFAULT_INTERVAL_MS = 2000;
/** With `--once`, what is pending is tried for so long. */
const MAX_ONCE_MS = 60_000;
/** The variable with the webhook's address: arguments are seen by all users of a machine. */
const WEBHOOK_VARIABLE = "KOBO_WEBHOOK";

/** Options of `kobo watch`. */
export interface WatchOptions extends BoardWatchOptions {
  /** The address that events are posted to: a secret. */
  webhook?: string;
  /** How often the boards are looked at, in milliseconds. */
  interval?: number;
  /** Whether to look once, tell what is new, and end. */
  once?: boolean;
}

/** `kobo watch` */
export async function watch(
  baseDir: string,
  places: readonly string[],
  options: WatchOptions,
): Promise<void> {
  const address = options.webhook ?? envVariable(WEBHOOK_VARIABLE);
  const webhook = address === undefined || address === "" ? undefined : new Webhook(address);
  if (isRemoteAddress(baseDir)) {
    throw new UsageError("Cannot watch: expected --dir to be a folder of this machine");
  }
  const name = webhook === undefined ? "terminal" : await webhook.hash();
  const since = new Date().toISOString();
  using interrupt = new Interrupt();
  const watches: BoardWatch[] = [];
  try {
    const awaited = options.once ? [] : places.length === 0 ? [baseDir] : places.filter(isPath);
    for (const dir of awaited) await waitForFolder(dir, options, interrupt.signal);
    const folders = await foldersOf(baseDir, places);
    for (const [dir, ids] of folders) {
      watches.push(new BoardWatch(dir, ids, name, { ...options, since }, webhook));
    }
    if (!options.once) printMessage(startText(folders, webhook));
    await follow(watches, options, interrupt.signal);
  } catch (error) {
    // Ctrl+C is the usual way to stop, and no error.
    if (!interrupt.signal.aborted) throw error;
  } finally {
    for (const watch of watches) await watch.close();
  }
}

/** Waits until the folder of the boards is there: the first run makes it. */
async function waitForFolder(
  baseDir: string,
  { interval = DEFAULT_INTERVAL_MS }: WatchOptions,
  signal: AbortSignal,
): Promise<void> {
  if (exists(baseDir)) return;
  printMessage(`Waits for the folder ${terminalText(resolve(baseDir))}, which is not there yet`);
  while (!exists(baseDir)) await sleep(interval, signal);
}

async function follow(
  watches: readonly BoardWatch[],
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

/** The folders to watch, each with the boards that are watched there; without, all. */
async function foldersOf(
  baseDir: string,
  places: readonly string[],
): Promise<Map<string, Set<string> | undefined>> {
  if (places.length === 0) {
    await requireBaseDir(baseDir);
    return new Map([[resolve(baseDir), undefined]]);
  }
  const folders = new Map<string, Set<string> | undefined>();
  for (const place of places) {
    if (isPath(place)) {
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

/** Whether a place is a folder of boards, not a board of `--dir`. */
function isPath(place: string): boolean {
  return /[/\\]/.test(place) || place === "." || place === "..";
}

function startText(folders: Map<string, Set<string> | undefined>, webhook?: Webhook): string {
  const parts = [...folders].map(([dir, ids]) =>
    ids === undefined ? dir : `${plural(ids.size, "board")} of ${dir}`
  );
  const posts = webhook === undefined ? "" : `, and posts to ${webhook.host}`;
  return `Watches ${terminalText(parts.join(", "))} until Ctrl+C${posts}`;
}
