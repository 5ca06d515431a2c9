import { attempt } from "./attempt.ts";
import { ChildProcess } from "./child_process.ts";
import { isCompiled, isPermitted } from "./deno.ts";
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
 * @throws {Error} If no process can be started, or it is not permitted: nobody is asked for that, as
 * whoever waits would wait for the answer.
 */
export function startRestrictedProcess(
  program: string,
  dir: string,
  heapMib: number,
  args: readonly string[] = [],
): ChildProcess {
  if (isCompiled()) throw new Error("a compiled program can run no other module");
  if (!isPermitted({ name: "run", command: executable() })) {
    throw new Error("it is not permitted: --allow-run");
  }
  // The working directory may contain a deno.json of other people.
  const config = program.startsWith("file:") ? [] : ["--no-config"];
  const limits = [...config, `--v8-flags=--max-old-space-size=${heapMib}`];
  const { value, cwd } = readable(dir);
  const permissions = [`--allow-read=${value}`, "--allow-ffi"];
  const flags = [...FLAGS, ...limits, ...permissions];
  return new ChildProcess(executable(), ["run", ...flags, program, ...args], cwd);
}

/**
 * What a folder is for `--allow-read`, and where the process works. Deno takes a comma for the end of
 * a path: a folder with one is named as the working directory.
 */
function readable(dir: string): { value: string; cwd?: string } {
  const real = attempt(() => realPath(dir)) ?? dir; // Where it does not exist yet, nothing is read.
  if (![dir, real].some((path) => path.includes(","))) {
    return { value: [...new Set([dir, real])].join() };
  }
  if (real === dir) return { value: ".", cwd: dir };
  throw new Error(`its path has a comma, and leads through a link: ${dir}`);
}
