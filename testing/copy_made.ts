/**
 * Boards that several test files show are costly to make: the first file of a run makes them, all
 * get copies of their own. A run of tests is one process, its files are workers of it.
 *
 * @module
 */
import { dirname, join } from "@std/path";
import { exists } from "../system/exists.ts";
import { copyFolder } from "../tests/faults/support/copy_folder.ts";
import { TempDir } from "./temp_dir.ts";

/** What was made in this run. The last file of the run that has it open removes it. */
const MADE = join(tempRoot(), `kohakuboard_made_${Deno.pid}`);

const users = openUsers();
globalThis.addEventListener("unload", () => {
  users.unlockSync();
  const isLast = users.tryLockSync(true);
  if (isLast) {
    // By another name: a file of tests that begins now makes a folder of its own.
    const old = `${MADE}_${crypto.randomUUID()}`;
    Deno.renameSync(MADE, old);
    Deno.removeSync(old, { recursive: true });
  }
  users.close();
});

/**
 * Copies into a folder what another function makes, which is called once in a run of tests.
 *
 * @param name Of what is made: two that differ have different names.
 * @param make Is given an empty folder.
 */
export async function copyMade(
  name: string,
  to: string,
  make: (dir: string) => Promise<void>,
): Promise<void> {
  const made = join(MADE, name);
  {
    using lock = openLock(`${name}.lock`);
    await lock.lock(true); // Whoever comes meanwhile waits until it is made.
    if (!exists(made)) {
      const unfinished = `${made}.unfinished`;
      if (exists(unfinished)) Deno.removeSync(unfinished, { recursive: true });
      Deno.mkdirSync(unfinished);
      await make(unfinished);
      Deno.renameSync(unfinished, made);
    }
  }
  copyFolder(made, to);
}

/** Holds what is made. Another file, the last until now, may be removing it at this moment. */
function openUsers(): Deno.FsFile {
  for (;;) {
    const file = openLock("users");
    if (file.tryLockSync(true) && isInPlace(file)) removeLeft();
    file.lockSync(false);
    if (isInPlace(file)) return file;
    file.close();
  }
}

function isInPlace(users: Deno.FsFile): boolean {
  const path = join(MADE, "users");
  return exists(path) && Deno.statSync(path).ino === users.statSync().ino;
}

/** A run with the same process id that was killed has made it, maybe with other code. */
function removeLeft(): void {
  for (const { name } of Deno.readDirSync(MADE)) {
    if (name !== "users") Deno.removeSync(join(MADE, name), { recursive: true });
  }
}

function openLock(name: string): Deno.FsFile {
  for (;;) {
    Deno.mkdirSync(MADE, { recursive: true });
    try {
      return Deno.openSync(join(MADE, name), { create: true, write: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

/** The system's folder for temporary files, as `TempDir` has it. */
function tempRoot(): string {
  using dir = new TempDir();
  return dirname(dir.path);
}
