/** Runs a program of the system. @throws {Error} Where it fails, with what it says. */
export function run(program: string, ...args: string[]): void {
  const { success, stderr } = new Deno.Command(program, { args, stdout: "null", stderr: "piped" })
    .outputSync();
  if (success) return;
  throw new Error(`${program} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}

/**
 * Lets a mount go, lazily: a file that DuckDB reads is open in child processes too. One that a test
 * beside this one starts meanwhile has it open for as long as it runs.
 */
export function unmount(path: string): void {
  run("umount", "-l", path);
}
