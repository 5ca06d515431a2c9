/** Checks that the folder of the boards exists: its name may be mistyped. @throws {Error} If not. */
export async function requireBaseDir(baseDir: string): Promise<void> {
  try {
    if ((await Deno.stat(baseDir)).isDirectory) return;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(
      `Cannot find boards in ${baseDir}: the folder does not exist; name another with --dir`,
    );
  }
  throw new Error(`Cannot find boards in ${baseDir}: it is not a folder; name another with --dir`);
}
