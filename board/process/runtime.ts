import { dirname, join, resolve } from "@std/path";
import type { JsonValue } from "../../format/json_value.ts";

/** What the run was started by, as far as the script may ask. */
export function describeRuntime(): { [key: string]: JsonValue } {
  return {
    deno: Deno.version.deno,
    os: `${Deno.build.os} ${Deno.build.arch}`,
    os_release: permitted({ name: "sys", kind: "osRelease" }, () => Deno.osRelease()),
    hostname: permitted({ name: "sys", kind: "hostname" }, () => Deno.hostname()),
    argv: [Deno.mainModule, ...Deno.args],
    git_commit: permitted({ name: "read", path: Deno.cwd() }, () => gitCommit(Deno.cwd())),
  };
}

/** Asks nobody: what is not granted is not worth a prompt. */
function permitted<T>(permission: Deno.PermissionDescriptor, get: () => T): T | null {
  try {
    return Deno.permissions.querySync(permission).state === "granted" ? get() : null;
  } catch {
    return null;
  }
}

/** The commit that is checked out where the script runs, read from git's own files. */
function gitCommit(start: string): string | null {
  const gitDir = findGitDir(start);
  if (gitDir === undefined) return null;
  const head = Deno.readTextFileSync(join(gitDir, "HEAD")).trim();
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
  for (let dir = start;; dir = dirname(dir)) {
    const path = join(dir, ".git");
    const pointer = readIfThere(path);
    if (pointer?.startsWith("gitdir: ")) return resolve(dir, pointer.slice(8).trim());
    if (readIfThere(join(path, "HEAD")) !== undefined) return path;
    if (dirname(dir) === dir) return undefined;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}
