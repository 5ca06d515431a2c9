import type { OpenBackend } from "../backends/backend.ts";
import { messageOf } from "../system/message_of.ts";
import { sleep } from "../system/sleep.ts";

/**
 * Loads the function that opens a backend, when it is first needed: a board
 * pays only for the backend that it uses.
 *
 * @param backend A built-in backend's name, or a module's address.
 */
export async function loadBackend(backend: string): Promise<OpenBackend> {
  switch (backend) {
    // Loading a library blocks the thread, and rows that come meanwhile are in
    // memory alone. One library after the other, with a turn of the event loop
    // between them, halves the time that these rows wait for the journal.
    case "duckdb":
      await import("@duckdb/node-bindings");
      await sleep(0);
      await import("@duckdb/node-api");
      await sleep(0);
      return (await import("../backends/duckdb/duckdb_backend.ts")).openBackend;
    case "parquet":
      await import("apache-arrow");
      await sleep(0);
      await import("parquet-wasm");
      await sleep(0);
      return (await import("../backends/parquet/parquet_backend.ts")).openBackend;
    case "memory":
      return (await import("../backends/memory.ts")).openBackend;
    default:
      return await loadModule(backend);
  }
}

async function loadModule(address: string): Promise<OpenBackend> {
  let module: { openBackend?: unknown };
  try {
    module = await import(address);
  } catch (cause) {
    throw new Error(`Cannot load the backend ${address}: ${messageOf(cause)}`, { cause });
  }
  if (typeof module.openBackend === "function") return module.openBackend as OpenBackend;
  throw new TypeError(
    `Cannot load the backend ${address}: expected a module that exports a function openBackend, ` +
      `found ${Object.keys(module).join(", ") || "no exports"}`,
  );
}
