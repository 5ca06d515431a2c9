import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/**
 * Where Deno's cache on this machine has an npm package, of any version, so that to import it needs
 * no download. `undefined` also where that cannot be known: without the permissions to look, or where
 * packages are kept elsewhere. Never asks the user for a permission.
 *
 * @param name The package's name, with its scope. `{platform}` in it is this machine's.
 */
export function findCachedNpmPackage(name: string): string | undefined {
  try {
    if (name === "") return undefined;
    const isAllowed = (["read", "env", "sys"] as const).every((permission) =>
      Deno.permissions.querySync({ name: permission }).state === "granted"
    );
    if (!isAllowed) return undefined;
    const npmDir = join(denoDir(), "npm");
    const path = name.replace("{platform}", `${process.platform}-${process.arch}`);
    return readdirSync(npmDir)
      .map((registry) => join(npmDir, registry, path))
      .find((dir) => existsSync(dir));
  } catch {
    return undefined;
  }
}

/** Where Deno keeps what it has downloaded, as its own manual says. */
function denoDir(): string {
  const { DENO_DIR, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (DENO_DIR) return DENO_DIR;
  const home = homedir();
  if (process.platform === "win32") {
    return join(LOCALAPPDATA ?? join(home, "AppData", "Local"), "deno");
  }
  if (process.platform === "darwin") return join(home, "Library", "Caches", "deno");
  return join(XDG_CACHE_HOME ?? join(home, ".cache"), "deno");
}
