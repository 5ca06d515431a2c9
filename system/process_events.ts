import process from "node:process";

/** Is told when the process, or the worker that it is called in, reaches its end or exits. */
export function onExit(listener: () => void): Disposable {
  process.on("exit", listener);
  return { [Symbol.dispose]: () => void process.off("exit", listener) };
}

/**
 * What becomes of an error that nobody has caught: it is `printed` and ends the script; or it is
 * `open`, because a handler of the script's may still take it.
 */
export type ErrorFate = "printed" | "open";

/**
 * Is told of an error that nobody has caught, before all who might keep it to themselves, and
 * changes nothing of what follows from it. It is called again where an error was open and a handler
 * for `uncaughtException` threw: that error is printed.
 */
export function onUncaught(listener: (error: unknown, fate: ErrorFate) => void): Disposable {
  const monitor = (error: unknown, origin: string) => {
    const handled = process.listenerCount("uncaughtException") > 0;
    if (handled) onNextThrow("uncaughtException", (thrown) => listener(thrown, "printed"));
    // A rejection comes here when its own listeners have let it pass, another error before them.
    listener(error, !handled && origin === "unhandledRejection" ? "printed" : "open");
  };
  process.on("uncaughtExceptionMonitor", monitor);
  return { [Symbol.dispose]: () => void process.off("uncaughtExceptionMonitor", monitor) };
}

/** Is told what the listeners of an event of `node:process` throw when it is next emitted. */
export function onNextThrow(event: string, onThrown: (thrown: unknown) => void): void {
  const before = Object.getOwnPropertyDescriptor(process, "emit");
  const { emit } = process;
  const watching = (...args: [string, ...unknown[]]) => {
    if (args[0] === event && process.emit === watching) {
      if (before === undefined) Reflect.deleteProperty(process, "emit");
      else Object.defineProperty(process, "emit", before);
    }
    if (args[0] !== event) return Reflect.apply(emit, process, args);
    try {
      return Reflect.apply(emit, process, args);
    } catch (thrown) {
      onThrown(thrown);
      throw thrown;
    }
  };
  process.emit = watching as typeof emit;
}

/**
 * Whether anybody listens for a signal or an event by `node:process`, as `onSignals` does.
 *
 * @param options How many listeners do not count. Default: 0.
 */
export function hasNodeListener(event: string, { besides = 0 } = {}): boolean {
  return process.listenerCount(event) > besides;
}
