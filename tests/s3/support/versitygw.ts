import { join } from "@std/path";

const MODULE = "github.com/versity/versitygw/cmd/versitygw";
const VERSION = "v1.8.0";
/** A network that does not answer must not hold up the tests for ever. */
const MAX_BUILD_MS = 900_000;

/**
 * The program `versitygw`, built by Go on first use, which takes minutes, and kept for the next time.
 *
 * @returns Its path, or why there is none.
 */
export async function versitygw(): Promise<{ path: string } | string> {
  const base = Deno.env.get("XDG_CACHE_HOME") ?? join(Deno.env.get("HOME") ?? "/tmp", ".cache");
  const dir = join(base, "kohakuboard", `versitygw_${VERSION}`);
  const path = join(dir, "versitygw");
  try {
    await Deno.stat(path);
    return { path };
  } catch {
    // It is built below.
  }
  try {
    const { code, stderr } = await new Deno.Command("go", {
      args: ["install", `${MODULE}@${VERSION}`],
      env: { GOBIN: dir },
      signal: AbortSignal.timeout(MAX_BUILD_MS),
      stdout: "null",
      stderr: "piped",
    }).output();
    if (code === 0) return { path };
    const [line] = new TextDecoder().decode(stderr).trim().split("\n").slice(-1);
    return `Go cannot build it: ${line}`;
  } catch {
    return "there is no Go";
  }
}

if (import.meta.main) await versitygw();
