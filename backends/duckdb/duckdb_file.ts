/**
 * What tells a DuckDB file of ours from a damaged or a foreign one.
 *
 * @module
 */
import { identityOf } from "../../system/file_identity.ts";
import { BackendBusyError, BackendDamagedError } from "../backend.ts";

/** The last four of the first twelve bytes of every DuckDB file. */
const MAGIC = "DUCK";

/** DuckDB itself takes some foreign files for its own, or looks for an extension to read them. */
export function checkMagic(path: string): void {
  if (identityOf(path) === undefined) return;
  using file = Deno.openSync(path);
  const head = new Uint8Array(12);
  const length = file.readSync(head) ?? 0;
  if (length === 12 && new TextDecoder().decode(head.subarray(8)) === MAGIC) return;
  throw new BackendDamagedError(
    `Cannot open ${path}: expected a DuckDB database, found a file that is none; ` +
      `move it away, or give the board another boardId`,
  );
}

/** What the system refused is no damage of the file. */
const SYSTEM_ERRORS =
  /No space left|Input\/output error|Permission denied|Read-only file system|Too many open files|No such file|Disk quota|Cannot allocate|Out of Memory/i;

/** DuckDB's errors have no codes: all that is not the system's is taken for damage. */
export function damageOf(path: string, error: unknown): unknown {
  const isOther = error instanceof BackendBusyError || error instanceof BackendDamagedError ||
    !(error instanceof Error) || SYSTEM_ERRORS.test(error.message);
  if (isOther) return error;
  return new BackendDamagedError(`Cannot read ${path}: ${error.message}`, { cause: error });
}
