import process from "node:process";

/** Is told when the process, or the worker that it is called in, ends by itself or by an exit. */
export function onExit(listener: () => void): Disposable {
  process.on("exit", listener);
  return { [Symbol.dispose]: () => void process.off("exit", listener) };
}

/**
 * Is told of an error that nobody has caught, before all who might keep it to themselves, and
 * changes nothing of what follows from it.
 */
export function onUncaught(listener: (error: unknown) => void): Disposable {
  process.on("uncaughtExceptionMonitor", listener);
  return { [Symbol.dispose]: () => void process.off("uncaughtExceptionMonitor", listener) };
}

/** Whether anybody listens for a signal by `node:process`, as `onSignals` does. */
export function hasNodeListener(signal: string): boolean {
  return process.listenerCount(signal) > 0;
}
