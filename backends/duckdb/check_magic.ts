import { identityOf } from "../../system/file_identity.ts";
import { OpenFile } from "../../system/open_file.ts";
import { BackendDamagedError } from "../backend.ts";

/** The last four of the first twelve bytes of every DuckDB file. */
const MAGIC = "DUCK";

/** DuckDB itself takes some foreign files for its own, or looks for an extension to read them. */
export function checkMagic(path: string): void {
  if (identityOf(path) === undefined) return;
  using file = new OpenFile(path);
  const head = new Uint8Array(12);
  const length = file.read(head);
  if (length === 12 && new TextDecoder().decode(head.subarray(8)) === MAGIC) return;
  throw new BackendDamagedError(
    `Cannot open ${path}: expected a DuckDB database, found a file that is none; ` +
      `move it away, or give the board another boardId`,
  );
}
