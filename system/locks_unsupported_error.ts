import { codeOf } from "./error_code.ts";
import { messageOf } from "./message_of.ts";

/** ENOSYS and ENOLCK of Linux and macOS: Deno knows these by their numbers alone. */
const NUMBERS = /\(os error (?:37|38|77|78)\)/;

/** A lock that another has is not this: the file system, or a layer above it, knows no locks. */
export class LocksUnsupportedError extends Error {
  /** Always `"LocksUnsupportedError"`. */
  override readonly name = "LocksUnsupportedError";

  /** Whether it is this that the system has said. */
  static isMeantBy(error: unknown): boolean {
    return ["ENOTSUP", "EOPNOTSUPP"].includes(codeOf(error) ?? "") ||
      NUMBERS.test(messageOf(error));
  }

  /** @param cause What the system has said. */
  constructor(path: string, cause: unknown) {
    super(
      `Cannot lock ${path}: its file system has no file locks (${
        messageOf(cause)
      }), which keep two ` +
        "processes from writing one board; use a folder on another file system, or set the " +
        "environment variable KOBO_NO_LOCKS=1, and see to it that one process writes a board",
      { cause },
    );
  }
}
