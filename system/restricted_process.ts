import { ChildProcess } from "./child_process.ts";
import { realPath } from "./real_path.ts";
import { executable } from "./this_process.ts";

const FLAGS = ["--quiet", "--no-prompt", "--no-lock", "--no-check"];

/**
 * Starts a program of ours in a process that may read a folder and load DuckDB, and nothing else.
 *
 * @param program Its module's address.
 * @param dir The folder.
 * @param heapMib How much memory JavaScript may take, in MiB.
 * @param args What the program is given.
 * @throws {Error} If no process can be started, or it is not permitted.
 */
export function startRestrictedProcess(
  program: string,
  dir: string,
  heapMib: number,
  args: readonly string[] = [],
): ChildProcess {
  // The working directory may contain a deno.json of other people.
  const config = program.startsWith("file:") ? [] : ["--no-config"];
  const limits = [...config, `--v8-flags=--max-old-space-size=${heapMib}`];
  const permissions = [`--allow-read=${readable(dir)}`, "--allow-ffi"];
  return new ChildProcess(executable(), [
    ...["run", ...FLAGS, ...limits, ...permissions, program],
    ...args,
  ]);
}

/** The value of `--allow-read` for a folder: paths between commas, and two commas for one. */
function readable(dir: string): string {
  const paths = new Set([dir]);
  try {
    paths.add(realPath(dir));
  } catch {
    // It does not exist yet, so nothing is read in it.
  }
  return [...paths].map((path) => path.replaceAll(",", ",,")).join();
}
