import type { StoreAccess } from "./store_access.ts";
import { checkKnownOptions } from "./check_known_options.ts";

/** How a board is opened. */
export interface OpenOptions extends StoreAccess {
  /**
   * How much memory queries may use, in bytes, 64 MiB or more; `grouped()` as much again.
   * Default: half of the machine's; four fifths, which is DuckDB's own, without `--allow-sys`.
   */
  memoryLimitBytes?: number;
  /**
   * How long to wait for the writer, which holds the DuckDB file while it
   * commits, in milliseconds, 0 or more. Default: 10,000.
   */
  busyTimeoutMs?: number;
  /**
   * Whether the Parquet files of finished runs are compared with their checksums before a result is
   * given of them, and the files of runs that were cut off are read to their end once. DuckDB's are,
   * whatever this says, by a process of its own where `--allow-run` permits it, as DuckDB crashes
   * reading some of them. Default: `true`.
   */
  verify?: boolean;
}

/** The names of all of them. */
export const OPEN_OPTIONS = ["memoryLimitBytes", "busyTimeoutMs", "verify", "s3", "token"];

/** Checks options, before anything is opened. */
export function checkOpenOptions(options: OpenOptions): void {
  checkKnownOptions("open", options, OPEN_OPTIONS);
  const { memoryLimitBytes, busyTimeoutMs, verify } = options;
  const check = (name: string, value: number | undefined, minimum: number, expected: string) => {
    if (value === undefined || (Number.isFinite(value) && value >= minimum)) return;
    throw new RangeError(`Cannot open: expected ${name} to be ${expected}, received ${value}`);
  };
  check("memoryLimitBytes", memoryLimitBytes, 64 * 1024 ** 2, "64 MiB or more");
  check("busyTimeoutMs", busyTimeoutMs, 0, "0 or more");
  if (verify === undefined || typeof verify === "boolean") return;
  throw new TypeError(`Cannot open: expected verify to be a boolean, received ${typeof verify}`);
}
