/** Wrong usage that commander does not detect. Exit code 2. */
export class UsageError extends Error {
  /** Always `"UsageError"`. */
  override readonly name = "UsageError";
}

/** A signal stopped the command. */
export class InterruptedError extends Error {
  /** Always `"InterruptedError"`. */
  override readonly name = "InterruptedError";
  /** 128 plus the number of the signal, as shells report it. */
  readonly exitCode: number;

  /** @param signal The signal that stopped the command. */
  constructor(signal: "SIGINT" | "SIGTERM") {
    super(`Stopped by ${signal}`);
    this.exitCode = signal === "SIGINT" ? 130 : 143;
  }
}

/** The reader of stdout has closed the pipe, as `head` does in `kobo list | head -1`. No failure. */
export class ClosedPipeError extends Error {
  /** Always `"ClosedPipeError"`. */
  override readonly name = "ClosedPipeError";
}
