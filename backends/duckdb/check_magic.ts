import { identityOf } from "../../system/file_identity.ts";
import { OpenFile } from "../../system/open_file.ts";
import { checkRegularFile } from "../../system/regular_file.ts";
import { BackendDamagedError } from "../backend.ts";

/** Every DuckDB file has this in bytes 8 to 11. */
const MAGIC = "DUCK";
const HEAD_BYTES = 12;

/**
 * Refuses a file that is no DuckDB file; accepts a path without a file. DuckDB
 * itself opens some foreign files as its own, or looks for an extension that
 * reads them.
 *
 * @throws {BackendDamagedError} Where the file is none of DuckDB's.
 */
export function checkMagic(path: string): void {
  checkRegularFile(`${path}.wal`); // DuckDB opens it too.
  if (identityOf(path) === undefined) return;
  using file = new OpenFile(path);
  const head = new Uint8Array(HEAD_BYTES);
  if (file.readFully(head) && new TextDecoder().decode(head.subarray(8)) === MAGIC) return;
  throw new BackendDamagedError(
    `Cannot open ${path}: expected a DuckDB database, found a file that is none; ` +
      `move it away, or give the board another boardId`,
  );
}
