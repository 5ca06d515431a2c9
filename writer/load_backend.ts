import type { OpenBackend } from "../backends/backend.ts";

/**
 * The function that opens a backend. Its code is loaded when it is asked for,
 * so that a board pays only for what it uses.
 *
 * @param backend A built-in backend's name, or a module's address.
 */
export async function loadBackend(backend: string): Promise<OpenBackend> {
  switch (backend) {
    case "duckdb":
      return (await import("../backends/duckdb.ts")).openBackend;
    case "parquet":
      return (await import("../backends/parquet.ts")).openBackend;
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
