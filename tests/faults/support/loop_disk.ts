import { join } from "@std/path";
import { run, unmount } from "./mounts.ts";

/** File systems that a disk may have, and how one is mounted beside another of the same id. */
const MOUNT_OPTIONS = { ext4: "loop", xfs: "loop,nouuid" } as const;

/** The name of a file system. */
export type FileSystemName = keyof typeof MOUNT_OPTIONS;

/** The least that `mkfs.xfs` takes. */
const DISK_MIB = 320;
/** Only blocks that are written take room. */
const OUTER_MIB = 8192;

/**
 * A disk in a file, with a file system of its own, of which a copy is taken at one instant, while
 * it is written: what a failure of power would leave. The file is on an XFS, also in a file, as
 * that clones files at once (reflink).
 */
export class LoopDisk implements Disposable {
  /** Where it is mounted. */
  readonly path: string;
  readonly #dir: string;
  readonly #outer: string;
  readonly #fileSystem: FileSystemName;

  /** Makes and mounts it. @param dir A folder for all that it needs. */
  constructor(dir: string, fileSystem: FileSystemName) {
    this.#dir = dir;
    this.#fileSystem = fileSystem;
    this.#outer = this.#makeDir("outer");
    this.path = this.#makeDir("disk");
    run("truncate", "-s", `${OUTER_MIB}M`, join(dir, "outer.img"));
    run("mkfs.xfs", "-q", "-m", "reflink=1", join(dir, "outer.img"));
    run("mount", "-o", "loop", join(dir, "outer.img"), this.#outer);
    const image = join(this.#outer, "disk.img");
    run("truncate", "-s", `${DISK_MIB}M`, image);
    run(`mkfs.${fileSystem}`, "-q", image);
    run("mount", "-o", "loop", image, this.path);
  }

  /** The disk as it is now, mounted after its power has failed. */
  cut(): { path: string } & Disposable {
    const path = this.#makeDir("cut");
    const image = join(this.#outer, "cut.img");
    run("cp", "--reflink=always", join(this.#outer, "disk.img"), image);
    run("mount", "-o", MOUNT_OPTIONS[this.#fileSystem], image, path);
    return {
      path,
      [Symbol.dispose]() {
        unmount(path);
        Deno.removeSync(image);
      },
    };
  }

  /** Removes it. */
  [Symbol.dispose](): void {
    unmount(this.path);
    unmount(this.#outer);
    Deno.removeSync(join(this.#dir, "outer.img"));
  }

  #makeDir(name: string): string {
    const path = join(this.#dir, name);
    Deno.mkdirSync(path, { recursive: true });
    return path;
  }
}

/** Whether this process may make such disks here. */
export function canMakeLoopDisks(): boolean {
  const dir = Deno.makeTempDirSync();
  try {
    for (const name of ["ext4", "xfs"] as const) new LoopDisk(dir, name)[Symbol.dispose]();
    return true;
  } catch {
    return false;
  } finally {
    for (const name of ["disk", "outer"]) {
      new Deno.Command("umount", { args: [join(dir, name)], stderr: "null" }).outputSync();
    }
    Deno.removeSync(dir, { recursive: true });
  }
}
