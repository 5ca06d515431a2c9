import { isPermitted } from "../system/deno.ts";
import { quote } from "./checks/format_value.ts";
import type { EarlierMetadata } from "./earlier_metadata.ts";
import { isFolder } from "./lock_folder.ts";
import { BACKENDS, type ResolvedOptions } from "./options.ts";

/** The backend of a board that is not there yet; `undefined` where it may be, or is its parent's. */
export function newBackend({ backend, boardDir, fork }: ResolvedOptions): string | undefined {
  if (backend !== undefined || fork !== undefined) return backend;
  return isPermitted({ name: "read", path: boardDir }) && isFolder(boardDir) ? undefined : "duckdb";
}

/**
 * The backend of a board.
 *
 * @param found What earlier runs have left, or its parent.
 * @param standard The backend of a new board whose options name none.
 * @throws {Error} Where it is another one than the options ask for, or is not to be trusted.
 */
export function chooseBackend(
  { backend, boardDir, fork }: ResolvedOptions,
  found: EarlierMetadata | undefined,
  standard: "duckdb" | "parquet",
): string {
  if (found === undefined || !found.isBackendKnown) return backend ?? standard;
  const earlier = found.metadata;
  if (!BACKENDS.includes(earlier.backend) && !URL.canParse(earlier.backend)) {
    throw new Error(
      `Cannot resume ${boardDir}: its metadata.json names the backend ${quote(earlier.backend)}, ` +
        `expected ${BACKENDS.join(", ")} or a URL; mend it, or move the board away`,
    );
  }
  // The board may be a stranger's, and a module's code runs with the script's rights.
  if (backend === undefined && !BACKENDS.includes(earlier.backend)) {
    throw new Error(
      `Cannot resume ${boardDir}: its metadata.json names a module as its backend, ` +
        `${quote(earlier.backend)}, and no code is loaded that only a board names; if ` +
        `you trust it, pass it to the Board yourself, as backend: new URL("…")`,
    );
  }
  // Two different URLs are allowed: the module may have moved.
  const isSame = backend === undefined || backend === earlier.backend ||
    (URL.canParse(backend) && URL.canParse(earlier.backend));
  if (isSame) return backend ?? earlier.backend;
  if (fork !== undefined) {
    throw new Error(
      `Cannot fork ${fork.boardDir} with the backend "${backend}": it was written with ` +
        `${quote(earlier.backend)}, and a fork keeps its parent's backend; leave the option out`,
    );
  }
  throw new Error(
    `Cannot resume ${boardDir} with the backend "${backend}": it was written with ` +
      `${quote(earlier.backend)}; leave the option out, or use another boardId`,
  );
}
