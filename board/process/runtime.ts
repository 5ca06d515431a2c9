import { dirname, join, resolve } from "@std/path";
import type { JsonValue } from "../../format/json_value.ts";
import { isPermitted, mainModule, runtimeVersion } from "../../system/deno.ts";
import { infoIfThere } from "../../system/file_info.ts";
import { hostName, systemRelease } from "../../system/machine.ts";
import { processor, system } from "../../system/platform.ts";
import { readText } from "../../system/read_text.ts";
import { args, workingDir } from "../../system/this_process.ts";
import { maskArguments } from "./mask_arguments.ts";
import { maskSecrets } from "./mask_secrets.ts";

/** The script's address and arguments. Found at once, so that no `new Board()` compiles what masks them. */
const CALL: readonly (string | null)[] = [scriptAddress(), ...maskArguments(args())];

/** The name of a commit. */
const COMMIT = /^[\da-f]{40,64}$/;

/**
 * How the run was started, as far as that can be known without asking for a permission.
 *
 * @param captureArgv Whether with the script's address and arguments.
 */
export function describeRuntime(captureArgv: boolean): { [key: string]: JsonValue } {
  return {
    deno: runtimeVersion(),
    os: `${system} ${processor}`,
    os_release: systemRelease(),
    hostname: hostName(),
    argv: captureArgv ? [...CALL] : null,
    git_commit: commit(),
  };
}

function scriptAddress(): string | null {
  const address = mainModule();
  return address === undefined ? null : maskSecrets(address);
}

function commit(): string | null {
  try {
    const commit = gitCommit(workingDir());
    // Its files come with a folder that others may have made, and can name any file.
    return commit !== null && COMMIT.test(commit) ? commit : null;
  } catch {
    return null;
  }
}

/** The commit that is checked out where the script runs, read from git's own files. */
function gitCommit(start: string): string | null {
  const gitDir = findGitDir(start);
  if (gitDir === undefined) return null;
  const head = readText(join(gitDir, "HEAD")).trim();
  if (!head.startsWith("ref: ")) return head;
  const ref = head.slice("ref: ".length);
  const commonDir = readIfThere(join(gitDir, "commondir"));
  const dirs = commonDir === undefined ? [gitDir] : [gitDir, resolve(gitDir, commonDir.trim())];
  for (const dir of dirs) {
    const loose = readIfThere(join(dir, ref));
    if (loose !== undefined) return loose.trim();
    const packed = readIfThere(join(dir, "packed-refs"))?.split("\n")
      .find((line) => line.endsWith(` ${ref}`));
    if (packed !== undefined) return packed.slice(0, packed.indexOf(" "));
  }
  return null;
}

function findGitDir(start: string): string | undefined {
  for (let dir = start; isPermitted({ name: "read", path: dir }); dir = dirname(dir)) {
    const path = join(dir, ".git");
    // Asked first: each error of the system costs more than all else here.
    const info = infoIfThere(path);
    const pointer = info?.isFile ? readIfThere(path) : undefined;
    if (pointer?.startsWith("gitdir: ")) return resolve(dir, pointer.slice(8).trim());
    if (info?.isDirectory && readIfThere(join(path, "HEAD")) !== undefined) return path;
    if (dirname(dir) === dir) return undefined;
  }
  return undefined;
}

function readIfThere(path: string): string | undefined {
  try {
    return readText(path);
  } catch {
    return undefined;
  }
}
