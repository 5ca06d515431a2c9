/** How long one call may take. */
export interface CallOptions {
  /** After how many milliseconds the call is cancelled, 1 or more. Default: never. */
  timeoutMs?: number;
  /** Cancels the call. */
  signal?: AbortSignal;
}
