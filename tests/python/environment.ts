import { fromFileUrl, join } from "@std/path";

const EXAMPLES = fromFileUrl(new URL("../../examples/python/requirements.txt", import.meta.url));

/** A Python with some packages. */
export interface PythonEnvironment {
  /** The interpreter. */
  python: string;
}

/**
 * The tests' own environment, made on first use and kept for the next time in
 * a folder beside Deno's other temporary files.
 *
 * @param requirementsPath Names the packages. Default: those of the examples.
 * @returns Why there is none, where it cannot be made: no Python, pip out of reach.
 */
export async function pythonEnvironment(
  requirementsPath: string = EXAMPLES,
): Promise<PythonEnvironment | string> {
  const requirements = await Deno.readFile(requirementsPath);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", requirements));
  const base = Deno.env.get("XDG_CACHE_HOME") ?? join(Deno.env.get("HOME") ?? "/tmp", ".cache");
  const dir = join(base, "kohakuboard", `python_${digest.toHex().slice(0, 12)}`);
  const python = join(dir, "bin", "python");
  if (await exists(join(dir, "complete"))) return { python };
  await Deno.mkdir(base, { recursive: true });
  const made = await run("python3", ["-m", "venv", "--clear", dir]);
  if (made !== undefined) return `Python's venv cannot be made: ${made}`;
  const args = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"];
  const installed = await run(python, [...args, "--timeout", "10", "-r", requirementsPath]);
  if (installed !== undefined) return `pip cannot install the packages: ${installed}`;
  await Deno.writeTextFile(join(dir, "complete"), "");
  return { python };
}

/** What went wrong, in one line; `undefined` where nothing did. */
async function run(program: string, args: string[]): Promise<string | undefined> {
  try {
    const { code, stderr } = await new Deno.Command(program, { args, stdout: "null" }).output();
    if (code === 0) return undefined;
    return new TextDecoder().decode(stderr).trim().split("\n").at(-1) || `it exited with ${code}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}
