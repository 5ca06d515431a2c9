import { dirname, fromFileUrl, join } from "@std/path";
import { askPermission, isPermitted, type Permission } from "../system/deno.ts";
import { findCachedNpmPackage } from "../system/npm_cache.ts";
import { PACKAGE_OF_PART } from "../writer/late_parts.ts";

/** The library's folder; `undefined` where its modules come over the network. */
const LIBRARY_DIR = import.meta.url.startsWith("file:")
  ? dirname(dirname(fromFileUrl(import.meta.url)))
  : undefined;

/**
 * Finds out before a run begins that it could not be written. A right that is missing would show only
 * in the writer's thread: after the training, or when rows are lost. Who sits at a terminal is asked
 * once for each right, instead of once for each module and file.
 *
 * @param boardDir The board's folder, which need not be there yet.
 * @param backend The backend of the board, where that is known already.
 * @throws {Error} With all rights that are missing.
 */
export function checkPermissions(boardDir: string, backend?: string): void {
  const needed: [flag: string, what: string, permission: Permission][] = [];
  const mayRead = (path: string) => isPermitted({ name: "read", path });
  // Asked for as a whole: DuckDB's loader, and Deno itself, read more than the folders named here.
  if (!mayRead(boardDir)) needed.push(["--allow-read", `read ${boardDir}`, { name: "read" }]);
  if (!isPermitted({ name: "write", path: boardDir })) {
    const path = dirname(boardDir); // It may have to be made.
    needed.push(["--allow-write", `write ${boardDir}`, { name: "write", path }]);
  }
  // Whoever may read one of the writer's modules may read the others, or has named each.
  if (LIBRARY_DIR !== undefined && !mayRead(join(LIBRARY_DIR, "writer", "worker.ts"))) {
    needed.push(["--allow-read", `read its library in ${LIBRARY_DIR}`, { name: "read" }]);
  }
  if (backend === "duckdb" && !mayLoadDuckDb()) {
    needed.push(["--allow-ffi", "load DuckDB's native library", { name: "ffi" }]);
  }
  const missing = needed.filter(([, , permission]) => !askPermission(permission));
  if (missing.length === 0) return;
  const flags = new Set(missing.map(([flag]) => flag));
  throw new Error(
    `Cannot create a board in ${boardDir}: the script may not ${
      missing.map(([, what]) => what).join(", nor ")
    }; run it again with ${[...flags].join(" ")}`,
  );
}

/** Whether DuckDB's library may be loaded: any may, or those of the folder where Deno keeps it. */
function mayLoadDuckDb(): boolean {
  if (isPermitted({ name: "ffi" })) return true;
  const path = findCachedNpmPackage(PACKAGE_OF_PART.DuckDB);
  return path !== undefined && isPermitted({ name: "ffi", path });
}
