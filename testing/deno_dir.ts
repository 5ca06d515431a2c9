import { join } from "@std/path";

/** Where Deno keeps packages: for a child process with another home folder, which would download them again. */
export function denoDir(): string {
  const { HOME = "", DENO_DIR } = Deno.env.toObject();
  return DENO_DIR ?? join(HOME, ".cache", "deno");
}
