import process from "node:process";

/**
 * Calls a listener when the thread ends of its own accord or by `process.exit()`. What it does
 * must not wait: no promise of it is settled any more.
 *
 * @returns What ends the listening; safe to be disposed of twice.
 */
export function onExit(listener: () => void): Disposable {
  process.on("exit", listener);
  return { [Symbol.dispose]: () => void process.off("exit", listener) };
}
