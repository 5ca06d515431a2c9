/**
 * Every way in which a script can end leads here, and from here to one
 * blocking finish of all open boards.
 *
 * @module
 */
import type { BoardStatus } from "../../format/metadata.ts";
import { captureError } from "./output_capture.ts";
import {
  addOwnSignalListener,
  exit,
  removeOwnSignalListener,
  scriptListens,
  watchScriptSignals,
} from "../../system/deno.ts";
import { hasNodeListener, onExit as onNodeExit, onUncaught } from "../../system/process_events.ts";
import { SIGNALS } from "../../system/signals.ts";
import { startTimeout } from "../../system/timer.ts";

/** A board as the exit hooks know it. */
export interface ExitParticipant {
  /** Brings everything to disk, and blocks until it is done. Never throws. May be called again. */
  finishAtExit(status: BoardStatus): void;
  /** The script handles this signal itself, so the board's writer must not end the process by it. */
  leaveSignalToScript(number: number): void;
  /** The script goes on after all: it has handled the error. */
  resumeAfterCrash(): void;
}

const open = new Set<ExitParticipant>();
const signalListeners = SIGNALS.map(({ name, number }) => ({
  name,
  listener: () => endBySignal(number),
}));
let hooked = false;
let nodeListeners: Disposable[] = [];
/** A signal came, and the script's own handler has it. */
let interrupted = false;

/** What the last crash was about: several listeners tell of the same one. */
let lastReason: unknown;

/** A listener that is removed as soon as it was called may be gone when our own is called. */
const GRACE_MS = 1000;
watchScriptSignals();

const { close } = globalThis;
/** Where scripts have this class, they run in a worker: its close() tells nobody. */
const isWorker = "WorkerGlobalScope" in globalThis;

/** From now on the board is finished when the script ends. */
export function finishAtExit(board: ExitParticipant): void {
  open.add(board);
  if (hooked) return;
  hooked = true;
  globalThis.addEventListener("unload", onExit);
  nodeListeners = [
    // `unload` does not fire before it on process.exit().
    onNodeExit(onExit),
    // Comes before all listeners; those of Emscripten, say, keep `error` from us.
    onUncaught(onCrash),
  ];
  if (isWorker) globalThis.close = onClose;
  globalThis.addEventListener("error", onError);
  globalThis.addEventListener("unhandledrejection", onError);
  for (const { name, listener } of signalListeners) {
    tryTo(() => addOwnSignalListener(name, listener));
  }
}

/** The board is finished. With the last one all hooks go. */
export function forgetAtExit(board: ExitParticipant): void {
  open.delete(board);
  if (open.size > 0 || !hooked) return;
  hooked = false;
  globalThis.removeEventListener("unload", onExit);
  for (const listener of nodeListeners.splice(0)) listener[Symbol.dispose]();
  if (globalThis.close === onClose) globalThis.close = close;
  globalThis.removeEventListener("error", onError);
  globalThis.removeEventListener("unhandledrejection", onError);
  releaseSignals();
}

function finishAll(status: BoardStatus): void {
  for (const board of [...open]) board.finishAtExit(status);
}

function onExit(): void {
  finishAll(interrupted ? "interrupted" : "finished");
}

function onClose(): void {
  onExit();
  close.call(globalThis);
}

function onError(event: ErrorEvent | PromiseRejectionEvent): void {
  if (event.defaultPrevented) return;
  onCrash("reason" in event ? event.reason : event.error);
}

function onCrash(reason: unknown): void {
  if (reason !== lastReason) captureError(reason);
  lastReason = reason;
  finishAll("crashed");
  // Whether a later handler takes the error cannot be known before; if one
  // does, the script lives to see this timer.
  startTimeout(() => {
    for (const board of open) board.resumeAfterCrash();
  }, 0);
}

/** Whether the script listens for a signal itself: then it is not for us to end it by that. */
function scriptHandles(signal: string): boolean {
  return scriptListens(signal, GRACE_MS) || hasNodeListener(signal);
}

/** Finishes all boards and ends the process, unless the script has its own handler. */
export function endBySignal(number: number): void {
  if (SIGNALS.some((signal) => signal.number === number && scriptHandles(signal.name))) {
    interrupted = true;
    for (const board of open) board.leaveSignalToScript(number);
    return;
  }
  // A second signal finds no listener, and ends the process at once.
  releaseSignals();
  finishAll("interrupted");
  exit(128 + number);
}

function releaseSignals(): void {
  for (const { name, listener } of signalListeners) {
    tryTo(() => removeOwnSignalListener(name, listener));
  }
}

/** Not every system has every signal. */
function tryTo(action: () => void): void {
  try {
    action();
  } catch {
    // Without it that signal ends the process as it always did.
  }
}
