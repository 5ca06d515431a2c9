import type { OpenBackend } from "../backends/backend.ts";

/**
 * The function that opens a backend. Its code is loaded when it is asked for,
 * so that a board pays only for what it uses.
 *
 * @param backend A built-in backend's name, or a module's address.
 */
export async function loadBackend(backend: string): Promise<OpenBackend> {
  switch (backend) {
    // A library holds the thread up while it is loaded, and rows that come
    // meanwhile are in memory alone: one after the other, with a turn of the
    // loop between, they do so for half as long.
    case "duckdb":
      await import("@duckdb/node-bindings");
      await turn();
      await import("@duckdb/node-api");
      await turn();
      return (await import("../backends/duckdb/duckdb_backend.ts")).openBackend;
    case "parquet":
      await import("apache-arrow");
      await turn();
      await import("parquet-wasm");
      await turn();
      return (await import("../backends/parquet/parquet_backend.ts")).openBackend;
    case "memory":
      return (await import("../backends/memory.ts")).openBackend;
    default:
      return await loadModule(backend);
  }
}

/** Lets the blocks that have come into the journal. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

async function loadModule(address: string): Promise<OpenBackend> {
  let module: { openBackend?: unknown };
  try {
    module = await import(address);
  } catch (cause) {
    throw new Error(
      `Cannot load the backend ${address}: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  }
  if (typeof module.openBackend === "function") return module.openBackend as OpenBackend;
  throw new TypeError(
    `Cannot load the backend ${address}: expected a module that exports a function openBackend, ` +
      `found ${Object.keys(module).join(", ") || "no exports"}`,
  );
}
