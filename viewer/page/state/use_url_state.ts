import { urlSignal } from "./url_signal.ts";

/** A piece of a panel's state that is kept in the address, and a function that changes it. */
export function useUrlState(key: string): [value: string, set: (value: string) => void] {
  const state = urlSignal(key);
  // A component that reads a signal's value is rendered again when the value changes.
  return [state.value, (value) => state.value = value];
}
