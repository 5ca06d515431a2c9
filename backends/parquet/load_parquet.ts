import { sleep } from "../../system/sleep.ts";
import type { OpenBackend } from "../backend.ts";

/** Loads Arrow, Parquet and the backend, with turns of the event loop between them. */
export async function load(): Promise<OpenBackend> {
  await import("apache-arrow");
  await sleep(0);
  await import("parquet-wasm");
  await sleep(0);
  return (await import("./parquet_backend.ts")).openBackend;
}
