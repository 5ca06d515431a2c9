import { checkLogName } from "../checks/log_name.ts";
import { checkOptions } from "../checks/check_options.ts";
import { localPath } from "../checks/local_path.ts";
import { formatValue, quote } from "../checks/format_value.ts";
import { wrapError } from "../checks/wrap_error.ts";
import { toJson } from "../checks/to_json.ts";

/** Options of `logFile()`. */
export interface FileOptions {
  /**
   * How many contents of this name stay in the board's folder, the new one included: 1 or more. What
   * is older is removed, and its rows stay. Default: all stay.
   */
  readonly keep?: number;
  /** What to know of the file: an object of JSON values. Default: none. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What a call of `logFile()` says. */
export interface LoggedFile {
  name: string;
  /** Absolute. */
  path: string;
  /** A JSON object. */
  metadata: string | null;
  keep: number | null;
}

/** A million characters are no remarks. */
const MAX_METADATA_LENGTH = 1024 ** 2;
const MAX_KEEP = 2 ** 31 - 1;

/**
 * Checks what `logFile()` was given. The file itself is not looked at.
 *
 * @throws {TypeError | RangeError} For what cannot be logged.
 */
export function toLoggedFile(name: unknown, path: unknown, options: FileOptions): LoggedFile {
  if (typeof name !== "string") {
    throw new TypeError(`Cannot call logFile(): expected a name, received ${formatValue(name)}`);
  }
  checkLogName(name, "a file's name");
  try {
    checkOptions(options, ["keep", "metadata"]);
    const { keep, metadata } = options;
    if (keep !== undefined && !(Number.isInteger(keep) && keep >= 1 && keep <= MAX_KEEP)) {
      throw new RangeError(
        `expected keep to be an integer of 1 or more, received ${formatValue(keep)}`,
      );
    }
    return {
      name,
      path: localPath(path),
      metadata: metadata === undefined ? null : toText(metadata),
      keep: keep ?? null,
    };
  } catch (error) {
    throw wrapError(`Cannot log ${quote(name)}`, error);
  }
}

function toText(metadata: unknown): string {
  const json = toJson(metadata, { where: " in metadata", refusesGaps: true });
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new TypeError(`expected an object in metadata, received ${formatValue(metadata)}`);
  }
  const text = JSON.stringify(json);
  if (text.length <= MAX_METADATA_LENGTH) return text;
  throw new RangeError(`metadata has ${text.length} characters, more than ${MAX_METADATA_LENGTH}`);
}
