/**
 * Every way in which a script can end leads here, and from here to one
 * blocking finish of all open boards.
 *
 * @module
 */
import process from "node:process";
import type { BoardStatus } from "../../format/metadata.ts";
import { captureError } from "./output_capture.ts";
import { SIGNALS } from "../../system/signals.ts";

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
/** A signal came, and the script's own handler has it. */
let interrupted = false;

/** What the last crash was about: several listeners tell of the same one. */
let lastReason: unknown;

/** Listeners for signals that the script itself has added, by signal, and what stands for each. */
const scriptListeners = new Map<string, Map<() => void, () => void>>();
/** When one of them was last called, by signal. */
const scriptCalledAt = new Map<string, number>();
/** A listener that is removed as soon as it was called may be gone when our own is called. */
const GRACE_MS = 1000;
const { addSignalListener, removeSignalListener } = Deno;
watchScriptListeners();

const { close } = globalThis;
/** Where scripts have this class, they run in a worker: its close() tells nobody. */
const isWorker = "WorkerGlobalScope" in globalThis;

/** From now on the board is finished when the script ends. */
export function finishAtExit(board: ExitParticipant): void {
  open.add(board);
  if (hooked) return;
  hooked = true;
  globalThis.addEventListener("unload", onExit);
  process.on("exit", onExit); // `unload` does not fire before it on process.exit().
  if (isWorker) globalThis.close = onClose;
  globalThis.addEventListener("error", onError);
  globalThis.addEventListener("unhandledrejection", onError);
  // Comes before all listeners; those of Emscripten, say, keep `error` from us.
  process.on("uncaughtExceptionMonitor", onCrash);
  for (const { name, listener } of signalListeners) tryTo(() => addSignalListener(name, listener));
}

/** The board is finished. With the last one all hooks go. */
export function forgetAtExit(board: ExitParticipant): void {
  open.delete(board);
  if (open.size > 0 || !hooked) return;
  hooked = false;
  globalThis.removeEventListener("unload", onExit);
  process.off("exit", onExit);
  if (globalThis.close === onClose) globalThis.close = close;
  globalThis.removeEventListener("error", onError);
  globalThis.removeEventListener("unhandledrejection", onError);
  process.off("uncaughtExceptionMonitor", onCrash);
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
  Deno.unrefTimer(setTimeout(() => {
    for (const board of open) board.resumeAfterCrash();
  }, 0));
}

/** Whether the script listens for a signal itself: then it is not for us to end it by that. */
function scriptHandles(signal: string): boolean {
  return performance.now() - (scriptCalledAt.get(signal) ?? -Infinity) < GRACE_MS ||
    (scriptListeners.get(signal)?.size ?? 0) > 0 || process.listenerCount(signal) > 0;
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
  Deno.exit(128 + number);
}

function releaseSignals(): void {
  for (const { name, listener } of signalListeners) {
    tryTo(() => removeSignalListener(name, listener));
  }
}

/** Deno tells nobody which listeners there are, and ours must give way to the script's. */
function watchScriptListeners(): void {
  Deno.addSignalListener = (signal, handler) => {
    const listeners = scriptListeners.get(signal) ?? new Map();
    if (listeners.has(handler)) return;
    const watched = () => {
      scriptCalledAt.set(signal, performance.now());
      handler();
    };
    addSignalListener(signal, watched);
    scriptListeners.set(signal, listeners.set(handler, watched));
  };
  Deno.removeSignalListener = (signal, handler) => {
    const listeners = scriptListeners.get(signal);
    removeSignalListener(signal, listeners?.get(handler) ?? handler);
    listeners?.delete(handler);
  };
}

/** Not every system has every signal. */
function tryTo(action: () => void): void {
  try {
    action();
  } catch {
    // Without it that signal ends the process as it always did.
  }
}
