import type { FileWork, OpenBackend } from "../backends/backend.ts";
import { messageOf } from "../system/message_of.ts";
import { importLate, loadLate } from "./import_late.ts";

interface Loader {
  load(): Promise<OpenBackend>;
  loadFileWork(): Promise<FileWork>;
}

/**
 * Loads the function that opens a backend, when it is first needed: a board
 * pays only for the backend that it uses.
 *
 * @param backend A built-in backend's name, or a module's address.
 */
export async function loadBackend(backend: string): Promise<OpenBackend> {
  switch (backend) {
    case "duckdb": {
      const { load } = await importLate<Loader>("DuckDB");
      return await loadLate("DuckDB", load);
    }
    case "parquet": {
      const { load } = await importLate<Loader>("Parquet and Arrow");
      return await loadLate("Parquet and Arrow", load);
    }
    case "memory":
      return (await import("../backends/memory.ts")).openBackend;
    default:
      return await loadLate("the backend's module", () => loadModule(backend));
  }
}

/** Loads what copies and searches the files of a built-in backend that keeps some. */
export async function loadFileWork(backend: string): Promise<FileWork> {
  const part = backend === "duckdb" ? "DuckDB" : "Parquet and Arrow";
  const { loadFileWork: load } = await importLate<Loader>(part);
  return await loadLate(part, load);
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
