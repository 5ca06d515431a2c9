/** How long a question may take. */
export interface CallOptions {
  /** After how many milliseconds it is called off, 1 or more. Default: never. */
  timeoutMs?: number;
  /** Calls it off. */
  signal?: AbortSignal;
}
