/**
 * Every way in which a script can end leads here, and from here to one
 * blocking finish of all open boards.
 *
 * | the script ends by | what calls us | the run is |
 * |---|---|---|
 * | its last line, `Deno.exit()` | the event `unload`, then node's `exit` | finished; crashed where the exit code is not 0 |
 * | `Deno.exit()` in a handler of `unload` that is called before ours | our own function in place of it: no later handler is called | the same |
 * | an error in a handler of node's `exit` | node's `emit()`, which we watch from `unload` on | crashed |
 * | `process.exit()` | node's event `exit`, then `unload` | the same |
 * | an uncaught error | node's `uncaughtExceptionMonitor`, then the event `error` | crashed |
 * | an uncaught rejection | node's `uncaughtExceptionMonitor`, once the handlers of `unhandledrejection` have let it pass; that event where the reason is no `Error` | crashed |
 * | SIGINT, SIGTERM, SIGHUP | our signal listeners, or a `log()` call that finds the signal in shared memory | interrupted |
 * | `close()` in a worker, in `deno repl`, or in a notebook | our own function in place of it: it fires no event | finished |
 * | the end of a notebook's kernel | nothing: there a board has its rows in the journal after each cell, as in `deno repl`, but is not suspended: an epoch may take longer than any pause | killed |
 * | Ctrl+D in `deno repl`, the end of its input | nothing: there a board has its rows in the journal after each line, and is suspended whenever nothing is logged | finished, once suspended |
 *
 * Handlers of the script's should come before ours: one for errors may take the error, one for
 * the exit may log. So ours are moved behind them.
 *
 * The file has more than 300 lines because all ways to the end share what is known of it: which
 * boards are open, which signal or error came, and who may still take it.
 *
 * @module
 */
import type { EndStatus } from "../../format/metadata.ts";
import { attempt } from "../../system/attempt.ts";
import {
  addOwnSignalListener,
  exit,
  exitCode,
  globalListeners,
  isInRepl,
  isInWorker,
  isTyped,
  removeOwnSignalListener,
  scriptListens,
  watchNestedExit,
  watchScriptSignals,
} from "../../system/deno.ts";
import { messageOf } from "../../system/message_of.ts";
import {
  type ErrorFate,
  hasNodeListener,
  onExit as onNodeExit,
  onNextThrow,
  onUncaught,
} from "../../system/process_events.ts";
import { SIGNALS } from "../../system/signals.ts";
import { startInterval, startNextTurn, startTimeout, type Timer } from "../../system/timer.ts";
import type { EndCause } from "./end_cause.ts";
import { captureError, captureHiddenError } from "./output_capture.ts";
import { amendRecentEnds, hasRecentEnds, keepRecentEnds, onRecentEndsKept } from "./recent_ends.ts";

/** How a script ends, as far as the exit hooks know. */
export interface Ending {
  status: EndStatus;
  /** What it ends by, unless it ends well or by a signal. */
  cause?: EndCause;
  /**
   * `perhaps`: a handler of the script's may still take the error; `soon`: handlers of the script's
   * may still follow; `now`: nothing follows.
   */
  end: "perhaps" | "soon" | "now";
}

/** A board as the exit hooks know it. */
export interface ExitParticipant {
  /** Brings everything to disk, and blocks until it is done. Never throws. May be called again. */
  finishAtExit(ending: Ending): void;
  /** Has the journal take all rows, unless that takes longer: the script may end by an error. */
  saveRows(patienceMs: number): void;
  /** Its writer's thread hears signals too, so that a second one can end the process. */
  readonly hearsSignals: boolean;
  /** The script handles this signal itself, so the board's writer must not end the process by it. */
  leaveSignalToScript(number: number): void;
  /** Brings everything to disk where nothing was logged for a while; the next call goes on. */
  suspendIfIdle(): void;
  /** The script goes on after all: it has handled the error. */
  resumeAfterCrash(): void;
}

/** A script may remove its listener as soon as it is called, and before ours is called. */
const GRACE_MS = 1000;
/** A signal is heard within this time after it came, by a thread that is free. */
const HEARD_MS = 50;
/** The rows of all boards are waited for so long where an error may end the script, or may not. */
const SAVE_MS = 100;
/** How often it is looked whether somebody who types has logged nothing. */
const IDLE_MS = 500;

const openBoards = new Set<ExitParticipant>();
const signalListeners = SIGNALS.map(({ name, number }) => ({
  name,
  listener: () => endBySignal(number),
}));
let isListening = false;
/** How many boards are being opened. */
let openingCount = 0;
let hasSignalListeners = false;
let exitListener: Disposable | undefined;
let uncaughtListener: Disposable | undefined;
let idleTimer: Timer | undefined;
/** An error that a handler of the script's may take, in this turn of the event loop. */
let passing: { error: unknown } | undefined;
/** Set when a signal came that the script handles itself. */
let isInterrupted = false;
/** The last rejection that nobody had handled. */
let rejected: { reason: unknown } | undefined;
/** The last error whose text was copied: several events report the same one. */
let lastError: { error: unknown } | undefined;

const { close } = globalThis;

// Listeners that the script adds before its first board count too.
watchScriptSignals();
watchNestedExit(onExit);

/**
 * Opens a board. A signal that comes meanwhile ends the process when that is done: its default would
 * leave behind whatever there is of the board.
 */
export function whileOpening<T>(open: () => T): T {
  openingCount++;
  addSignalListeners();
  try {
    return open();
  } finally {
    openingCount--;
    // A signal that came is heard in one of the next turns.
    if (openBoards.size === 0) startTimeout(removeIdleSignalListeners, HEARD_MS);
  }
}

/** From now on the board is finished when the script ends. */
export function finishAtExit(board: ExitParticipant): void {
  keepRecentEnds();
  addSignalListeners();
  openBoards.add(board);
  if (isListening) moveBack();
  else listen();
  startTimeout(moveBack, 0); // Behind what the script adds next.
}

/** The board is finished. With the last board all listeners are removed. */
export function forgetAtExit(board: ExitParticipant): void {
  openBoards.delete(board);
  if (openBoards.size > 0) return;
  removeIdleSignalListeners();
  unlistenIfIdle();
}

/** Whether an uncaught error is with the handlers of the script's. */
export function isErrorPassing(): boolean {
  return passing !== undefined;
}

onRecentEndsKept(unlistenIfIdle);

function listen(): void {
  isListening = true;
  globalThis.addEventListener("unload", onUnload);
  // The second is called before all listeners for errors. One of those may keep the error from our
  // own: Emscripten's runtime does.
  exitListener = onNodeExit(onExit);
  uncaughtListener = onUncaught(onUncaughtError);
  if (isInWorker() || isTyped()) globalThis.close = onClose;
  if (isInRepl()) idleTimer = startInterval(suspendIdle, IDLE_MS);
  globalThis.addEventListener("error", onError);
  globalThis.addEventListener("unhandledrejection", onRejection);
}

function unlistenIfIdle(): void {
  if (openBoards.size > 0 || hasRecentEnds() || !isListening) return;
  isListening = false;
  globalThis.removeEventListener("unload", onUnload);
  exitListener?.[Symbol.dispose]();
  uncaughtListener?.[Symbol.dispose]();
  if (globalThis.close === onClose) globalThis.close = close;
  idleTimer?.stop();
  globalThis.removeEventListener("error", onError);
  globalThis.removeEventListener("unhandledrejection", onRejection);
}

/** Our listeners follow those of the script's. */
function moveBack(): void {
  if (!isListening) return;
  const listeners = [
    ["unload", onUnload],
    ["error", onError],
    ["unhandledrejection", onRejection],
  ] as const;
  for (const [type, listener] of listeners) {
    if (isLast(type, listener)) continue;
    globalThis.removeEventListener(type, listener as EventListener);
    globalThis.addEventListener(type, listener as EventListener);
  }
  exitListener?.[Symbol.dispose]();
  exitListener = onNodeExit(onExit);
}

function isLast(type: string, listener: unknown): boolean {
  return globalListeners(type)?.at(-1) === listener;
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
  keepRecentEnds();
  isInterrupted = true;
  finishAll({ status: "interrupted", end: "soon" });
  try {
    exit(128 + number);
  } catch (error) {
    // `deno run --watch` throws this, and ends the script itself a moment later; no script has failed.
    if (messageOf(error) !== "Code not reachable") throw error;
  }
}

function finishAll(ending: Ending): void {
  for (const board of [...openBoards]) board.finishAtExit(ending);
}

function onExit(): void {
  endBy("soon");
}

function onUnload(): void {
  onExit();
  // What watches them is in the trace that Deno prints of their error.
  if (hasNodeListener("exit", { besides: 1 })) onNextThrow("exit", onExitError);
}

/** A handler of node's `exit` has thrown: no later one is called, and the script ends by that. */
function onExitError(error: unknown): void {
  copyError(() => captureError(error), error);
  amendRecentEnds({ error });
  finishAll({ status: "crashed", cause: { error }, end: "soon" });
}

function suspendIdle(): void {
  for (const board of openBoards) board.suspendIfIdle();
}

function onClose(): void {
  endBy("now");
  close.call(globalThis);
}

function endBy(end: "soon" | "now"): void {
  const code = exitCode();
  if (code === 0 && passing === undefined) {
    return finishAll({ status: isInterrupted ? "interrupted" : "finished", end });
  }
  if (passing !== undefined) copyError(captureHiddenError, passing.error);
  const cause = { exitCode: code, isInterrupted, handled: passing };
  amendRecentEnds(cause);
  const status = isInterrupted && passing === undefined ? "interrupted" : "crashed";
  finishAll({ status, cause: status === "crashed" ? cause : undefined, end });
}

/** Before the handlers that the script may have for errors. */
function onUncaughtError(error: unknown, fate: ErrorFate): void {
  if (rejected !== undefined && isWrapped(error)) error = rejected.reason;
  // An error in a worker of the script's comes as a text, which `onError()` is given.
  if (error === null && fate === "open") return expectHandler(error);
  const isTaken = hasNodeListener("uncaughtException");
  // The other listener is node's, which calls this one.
  const isPrinted = fate === "printed" ||
    (globalListeners("error")?.length === 2 && !isTaken);
  if (isPrinted) copyError(() => captureError(error), error);
  // A handler that throws is told of again, and after others comes ours.
  else if (isTaken || isLast("error", onError)) return expectHandler(error);
  onCrash(error);
}

/** An error in place of a reason that is none. Its name may be a getter that throws. */
function isWrapped(error: unknown): boolean {
  return isError(error) && attempt(() => error.name) === "UnhandledPromiseRejection";
}

/** A Proxy may throw where it is asked. */
function isError(value: unknown): value is Error {
  return attempt(() => value instanceof Error) ?? false;
}

/**
 * Where its handlers let an error pass, `onUncaughtError()` is called next. Of a reason that is no
 * error node would make one for that, and where the reason has no text, as `Object.create(null)`,
 * the process would end by that attempt: it would call nobody, and not print the reason.
 */
function onRejection({ reason, defaultPrevented }: PromiseRejectionEvent): void {
  rejected = { reason };
  if (defaultPrevented || hasNodeListener("unhandledRejection") || isError(reason)) return;
  // The script's own handler is called with that error.
  if (hasNodeListener("uncaughtException") && attempt(() => `${reason}`) !== undefined) return;
  uncaughtListener?.[Symbol.dispose](); // Without it node lets Deno print the reason.
  queueMicrotask(listenAgain);
  const isPrinted = isLast("unhandledrejection", onRejection);
  copyError(isPrinted ? () => captureError(reason) : captureHiddenError, reason);
  onCrash(reason);
}

/** A later handler has taken the rejection. */
function listenAgain(): void {
  if (!isListening) return;
  uncaughtListener = onUncaught(onUncaughtError);
  moveBack();
}

/** A handler follows. If it takes the error, the script goes on. */
function expectHandler(error: unknown): void {
  passing = { error };
  const deadline = performance.now() + SAVE_MS;
  for (const board of openBoards) board.saveRows(Math.max(0, deadline - performance.now()));
  startNextTurn(() => passing = undefined);
}

/** Only an error that is printed may be copied: what a handler prints of it may be less. */
function onError(event: ErrorEvent): void {
  if (event.defaultPrevented) return;
  const error = event.error === null ? errorOfText(event.message) : event.error;
  copyError(isLast("error", onError) ? () => captureError(error) : captureHiddenError, error);
  onCrash(error);
}

/** An error of which there is only the text that the runtime prints. */
function errorOfText(message: string): Error {
  const text = message.replace(/^Uncaught (\(in promise\) )?/, "");
  return Object.assign(new Error(text), { name: "", stack: text });
}

function copyError(copy: () => void, error: unknown): void {
  if (lastError === undefined || error !== lastError.error) copy();
  lastError = { error };
}

function onCrash(error: unknown): void {
  amendRecentEnds({ error });
  finishAll({ status: "crashed", cause: { error }, end: "perhaps" });
  // A later listener may still handle the error. Then the script goes on, and the second timer
  // runs: where a microtask of the main module has thrown, the event loop turns once more before
  // the script ends.
  startTimeout(() => startTimeout(goOn, 0), 0);
}

function goOn(): void {
  for (const board of openBoards) board.resumeAfterCrash();
  moveBack();
}

function scriptHandles(signal: string): boolean {
  return scriptListens(signal, GRACE_MS) || hasNodeListener(signal);
}

function removeIdleSignalListeners(): void {
  if (openBoards.size === 0 && openingCount === 0) removeSignalListeners();
}

function addSignalListeners(): void {
  if (hasSignalListeners) return;
  hasSignalListeners = true;
  for (const { name, listener } of signalListeners) {
    ignoreErrors(() => addOwnSignalListener(name, listener));
  }
}

function removeSignalListeners(): void {
  hasSignalListeners = false;
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
