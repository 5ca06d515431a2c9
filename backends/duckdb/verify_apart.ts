import { basename, dirname, join } from "@std/path";
import { attempt } from "../../system/attempt.ts";
import { isCrash } from "../../system/child_process.ts";
import { realPath } from "../../system/real_path.ts";
import { startRestrictedProcess } from "../../system/restricted_process.ts";
import { BackendDamagedError } from "../backend.ts";
import { DAMAGED, VERIFIED } from "./verify_answers.ts";

/** Most of what the process needs is DuckDB's own memory. */
const MAX_HEAP_MIB = 1024;

// Never called. By this Deno has the program's modules when it has this one: over HTTP, too, nothing
// is downloaded for it later.
void (() => import("./verify_program.ts"));

/**
 * Verifies a DuckDB file in a process of its own, where that is permitted. A kill leaves the old file or
 * the new one. But one that was copied while it was written has parts of several moments, each with a
 * right checksum: what DuckDB follows from one to the other leads anywhere, and may end the process
 * that reads it.
 *
 * @param path The file. Nobody in this process has it open.
 * @returns Whether it was verified; else nothing is known of it.
 * @throws {BackendDamagedError} Where it is not as it was written, or DuckDB crashes reading it.
 */
export async function verifyApart(path: string): Promise<boolean> {
  const program = new URL("verify_program.ts", import.meta.url).href;
  const child = attempt(() => {
    const dir = realPath(dirname(path));
    return startRestrictedProcess(program, dir, MAX_HEAP_MIB, [join(dir, basename(path))]);
  });
  if (child === undefined) return false;
  child.ref(); // Else a script that waits for this alone would end.
  const answer = await new Response(child.stdout).text();
  await child.kill(); // Its output has ended, and so has it.
  if (answer === VERIFIED) return true;
  if (answer.startsWith(DAMAGED)) throw new BackendDamagedError(answer.slice(DAMAGED.length));
  const end = await child.ended;
  if (!isCrash(end)) return false; // A signal to all processes of the terminal, say.
  throw new BackendDamagedError(`Cannot read ${path}: DuckDB crashes reading it (${end})`);
}
