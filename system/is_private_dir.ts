import { lstatSync } from "node:fs";
import process from "node:process";
import { isPermitted } from "./deno.ts";
import { isWindows } from "./platform.ts";

/** What others than the owner may be allowed: to write, that is to put something in. */
const WRITABLE_BY_OTHERS = 0o022;

/**
 * Whether a folder is this user's, and nobody else may put anything in it. A link is none. On Windows
 * it is not asked: there, folders of a user are closed to others by what they are in.
 *
 * @throws {Error} With the system's code, as `ENOENT`, where it cannot be known.
 */
export function isPrivateDir(path: string): boolean {
  const info = lstatSync(path);
  if (isWindows || !info.isDirectory()) return info.isDirectory();
  // Asked first, as Deno would ask the user.
  const isOurs = !isPermitted({ name: "sys", kind: "uid" }) || info.uid === process.getuid?.();
  return isOurs && (info.mode & WRITABLE_BY_OTHERS) === 0;
}
