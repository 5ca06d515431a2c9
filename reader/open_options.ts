/** How a board is opened. */
export interface OpenOptions {
  /**
   * How much memory queries may take, in bytes, 64 MiB or more.
   * Default: half of the machine's.
   */
  memoryLimitBytes?: number;
  /**
   * How long to wait for the writer, which holds the DuckDB file while it
   * commits, in milliseconds, 0 or more. Default: 10,000.
   */
  busyTimeoutMs?: number;
}
