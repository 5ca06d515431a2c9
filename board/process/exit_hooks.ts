/**
 * Every way in which a script can end leads here, and from here to one
 * blocking finish of all open boards.
 *
 * | the script ends by | what calls us |
 * |---|---|
 * | its last line, `Deno.exit()` | the event `unload` |
 * | `process.exit()` | node's event `exit`: `unload` does not fire before it |
 * | an uncaught error or rejection | node's `uncaughtExceptionMonitor`, and the events `error` and `unhandledrejection` |
 * | SIGINT, SIGTERM, SIGHUP | our signal listeners, or a `log()` call that finds the signal in shared memory |
 * | `close()` in a worker | our own function in place of it: it fires no event |
 *
 * @module
 */
import type { BoardStatus } from "../../format/metadata.ts";
import {
  addOwnSignalListener,
  exit,
  globalListeners,
  isInWorker,
  removeOwnSignalListener,
  scriptListens,
  watchScriptSignals,
} from "../../system/deno.ts";
import {
  type ErrorFate,
  hasNodeListener,
  onExit as onNodeExit,
  onUncaught,
} from "../../system/process_events.ts";
import { SIGNALS } from "../../system/signals.ts";
import { startTimeout } from "../../system/timer.ts";
import { captureError, captureHiddenError } from "./output_capture.ts";

/** A board as the exit hooks know it. */
export interface ExitParticipant {
  /** Brings everything to disk, and blocks until it is done. Never throws. May be called again. */
  finishAtExit(status: BoardStatus): void;
  /** Its writer's thread hears signals too, so that a second one can end the process. */
  readonly hearsSignals: boolean;
  /** The script handles this signal itself, so the board's writer must not end the process by it. */
  leaveSignalToScript(number: number): void;
  /** The script goes on after all: it has handled the error. */
  resumeAfterCrash(): void;
}

/** A script may remove its listener as soon as it is called, and before ours is called. */
const GRACE_MS = 1000;

const openBoards = new Set<ExitParticipant>();
const signalListeners = SIGNALS.map(({ name, number }) => ({
  name,
  listener: () => endBySignal(number),
}));
let isListening = false;
let nodeListeners: Disposable[] = [];
/** Set when a signal came that the script handles itself. */
let isInterrupted = false;
/** The last error whose text was copied: several events report the same one. */
let lastError: unknown;

const { close } = globalThis;

// Listeners that the script adds before its first board count too.
watchScriptSignals();

/** From now on the board is finished when the script ends. */
export function finishAtExit(board: ExitParticipant): void {
  openBoards.add(board);
  if (isListening) return;
  isListening = true;
  globalThis.addEventListener("unload", onExit);
  // The second is called before all listeners for errors. One of those may keep the error from our
  // own: Emscripten's runtime does.
  nodeListeners = [onNodeExit(onExit), onUncaught(onUncaughtError)];
  if (isInWorker()) globalThis.close = onClose;
  globalThis.addEventListener("error", onError);
  globalThis.addEventListener("unhandledrejection", onRejection);
  for (const { name, listener } of signalListeners) {
    ignoreErrors(() => addOwnSignalListener(name, listener));
  }
}

/** The board is finished. With the last board all listeners are removed. */
export function forgetAtExit(board: ExitParticipant): void {
  openBoards.delete(board);
  if (openBoards.size > 0 || !isListening) return;
  isListening = false;
  globalThis.removeEventListener("unload", onExit);
  for (const listener of nodeListeners.splice(0)) listener[Symbol.dispose]();
  if (globalThis.close === onClose) globalThis.close = close;
  globalThis.removeEventListener("error", onError);
  globalThis.removeEventListener("unhandledrejection", onRejection);
  removeSignalListeners();
}

/** Finishes all boards and ends the process, unless the script handles the signal itself. */
export function endBySignal(number: number): void {
  if (SIGNALS.some((signal) => signal.number === number && scriptHandles(signal.name))) {
    isInterrupted = true;
    for (const board of openBoards) board.leaveSignalToScript(number);
    return;
  }
  // A second signal is then the writers' to take: they end the process, unless it is of the same
  // key press. Before they hear signals, a signal without a listener would end it, rows and all.
  if ([...openBoards].every(({ hearsSignals }) => hearsSignals)) removeSignalListeners();
  finishAll("interrupted");
  exit(128 + number);
}

function finishAll(status: BoardStatus): void {
  for (const board of [...openBoards]) board.finishAtExit(status);
}

function onExit(): void {
  finishAll(isInterrupted ? "interrupted" : "finished");
}

function onClose(): void {
  onExit();
  close.call(globalThis);
}

/** Before the handlers that the script may have for errors. */
function onUncaughtError(error: unknown, fate: ErrorFate): void {
  // The other listener is node's, which calls this one.
  const isPrinted = fate === "printed" ||
    (globalListeners("error")?.length === 2 && !hasNodeListener("uncaughtException"));
  if (isPrinted) copyError(() => captureError(error), error);
  onCrash();
}

/** Only an error that is printed may be copied: what a handler prints of it may be less. */
function onError(event: ErrorEvent): void {
  if (event.defaultPrevented) return;
  const isLast = globalListeners("error")?.at(-1) === onError;
  copyError(isLast ? () => captureError(event.error) : captureHiddenError, event.error);
  onCrash();
}

function onRejection(event: PromiseRejectionEvent): void {
  // Where it is printed, `onUncaughtError()` is called next.
  if (!event.defaultPrevented) onCrash();
}

function copyError(copy: () => void, error: unknown): void {
  if (error !== lastError) copy();
  lastError = error;
}

function onCrash(): void {
  finishAll("crashed");
  // A later listener may still handle the error. Then the script goes on, and this timer runs.
  startTimeout(() => {
    for (const board of openBoards) board.resumeAfterCrash();
  }, 0);
}

function scriptHandles(signal: string): boolean {
  return scriptListens(signal, GRACE_MS) || hasNodeListener(signal);
}

function removeSignalListeners(): void {
  for (const { name, listener } of signalListeners) {
    ignoreErrors(() => removeOwnSignalListener(name, listener));
  }
}

/** For systems that do not have a signal. */
function ignoreErrors(action: () => void): void {
  try {
    action();
  } catch {
    // Such a signal cannot come, or ends the process as it would without a board.
  }
}
