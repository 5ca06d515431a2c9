import { messageOf } from "../system/message_of.ts";
import { checkOptions } from "./checks/check_options.ts";
import { formatValue, quote } from "./checks/format_value.ts";
import type { EndStatus } from "../format/metadata.ts";

/** How a run has ended, where its script knows better than the board. */
export interface FinishOptions {
  /**
   * `finished`, `crashed` or `interrupted`. Default: `crashed` where an error is given. Without
   * both, the run is finished, unless the script ends at once by an error or with an exit code.
   */
  status?: "finished" | "crashed" | "interrupted";
  /** The error that ended the run: its text is added to `output.log`, its first line to `metadata.json`. */
  error?: unknown;
}

/** How a board is to be finished. */
export interface FinishRequest {
  /** Whether the script has said so. */
  isGiven: boolean;
  status: EndStatus;
  error?: unknown;
}

const STATUSES: readonly unknown[] = ["finished", "crashed", "interrupted"];

/** Checks the options of a call. @throws {TypeError | RangeError} For what is none. */
export function resolveFinish(call: string, options: FinishOptions | undefined): FinishRequest {
  if (options === undefined) return { isGiven: false, status: "finished" };
  try {
    checkOptions(options, ["status", "error"]);
  } catch (error) {
    throw new TypeError(`Cannot call ${call}: ${messageOf(error)}`, { cause: error });
  }
  const { error, status = error === undefined ? "finished" : "crashed" } = options;
  if (!STATUSES.includes(status)) {
    const received = typeof status === "string" ? quote(status) : formatValue(status);
    throw new RangeError(
      `Cannot call ${call}: expected as status "finished", "crashed" or "interrupted", ` +
        `received ${received}`,
    );
  }
  return { isGiven: options.status !== undefined || error !== undefined, status, error };
}
