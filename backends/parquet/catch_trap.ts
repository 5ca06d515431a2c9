/**
 * The result of a promise of parquet-wasm. On some damaged files its code
 * traps in a callback: the promise then never settles, and the error would be
 * an uncaught one, which ends the thread.
 *
 * @throws {WebAssembly.RuntimeError} Where the code traps.
 */
export async function catchTrap<T>(promise: Promise<T>): Promise<T> {
  const { promise: trapped, reject } = Promise.withResolvers<never>();
  const onError = (event: ErrorEvent) => {
    if (!(event.error instanceof WebAssembly.RuntimeError)) return;
    event.preventDefault();
    reject(event.error);
  };
  globalThis.addEventListener("error", onError);
  try {
    return await Promise.race([promise, trapped]);
  } finally {
    globalThis.removeEventListener("error", onError);
  }
}
