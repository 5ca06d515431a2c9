import process from "node:process";
import type { EndSignal } from "./signals.ts";

/**
 * Listens for signals: as long as somebody does, they do not end the process by themselves, and
 * when nobody does any more, they do again. It keeps no process alive.
 *
 * @returns What ends the listening; safe to be disposed of twice.
 */
export function onSignals<Name extends EndSignal>(
  names: readonly Name[],
  listener: (name: Name) => void,
): Disposable {
  const listeners = names.map((name) => [name, () => listener(name)] as const);
  for (const [name, called] of listeners) process.on(name, called);
  return {
    [Symbol.dispose]: () => {
      for (const [name, called] of listeners) process.off(name, called);
    },
  };
}
