import { dirname, join } from "@std/path";
import type { TempDir } from "../../../testing/temp_dir.ts";
import { earlierBlock, earlierFrame } from "./forged_frames.ts";

/** What the metadata of a forged board say where its forger has no other wish. */
export const METADATA = {
  name: "forged",
  board_id: "forged",
  config: { lr: 0.1 },
  backend: "duckdb",
  created_at: "2026-01-01T00:00:00.000Z",
  format_version: 1,
  status: "running",
  runtime: { argv: [] },
};

/** Makes the folder of a board that tries something; its name says what. */
export type Forgery = (board: ForgedBoard) => void | Promise<void>;

/** What a forged board is made of, and what it may aim at. */
export interface ForgeryWorld {
  /** The home folder of whoever opens the board: nothing in it may change. */
  home: string;
  /** A file that is there once code of the board's has run. */
  marker: string;
  /** Sound boards that were finished: `duckdb`, `parquet`. */
  sound: string;
  /** What is costly to make is kept here, by name. */
  cache: string;
}

/** A world in a folder; nothing of it is made. */
export function worldIn(dir: TempDir): ForgeryWorld {
  return {
    home: dir.join("home"),
    marker: dir.join("code_has_run"),
    sound: dir.join("sound"),
    cache: dir.join("cache"),
  };
}

/** The folder of a board while it is forged. */
export class ForgedBoard {
  /** Absolute. */
  readonly dir: string;
  readonly world: ForgeryWorld;

  /** Makes the folder. */
  constructor(dir: string, world: ForgeryWorld) {
    this.dir = dir;
    this.world = world;
    Deno.mkdirSync(dir, { recursive: true });
  }

  /** A path in the board; the folder that it is in is made. */
  path(name: string): string {
    const path = join(this.dir, name);
    Deno.mkdirSync(dirname(path), { recursive: true });
    return path;
  }

  /** A path in the home of whoever opens it. */
  victim(name: string): string {
    return join(this.world.home, name);
  }

  /** Writes `metadata.json`: sound ones with changes, or a text. */
  metadata(changes: Record<string, unknown> | string = {}): this {
    const text = typeof changes === "string"
      ? changes
      : JSON.stringify({ ...METADATA, ...changes }, null, 2);
    return this.file("metadata.json", text);
  }

  /** Writes a file, also in place of what is there. */
  file(name: string, content: string | Uint8Array): this {
    const path = this.path(name);
    this.remove(name);
    if (typeof content === "string") Deno.writeTextFileSync(path, content);
    else Deno.writeFileSync(path, content);
    return this;
  }

  /** A file of a size that takes no room on the disk. */
  sparse(name: string, bytes: number): this {
    this.file(name, "");
    Deno.truncateSync(this.path(name), bytes);
    return this;
  }

  /** A link to a path of the home folder, or anywhere. */
  link(name: string, target: string): this {
    const path = this.path(name);
    this.remove(name);
    Deno.symlinkSync(target, path);
    return this;
  }

  /** A second name for a file of the home folder. */
  hardLink(name: string, target: string): this {
    const path = this.path(name);
    this.remove(name);
    Deno.linkSync(target, path);
    return this;
  }

  /** A named pipe, which nobody ever writes to. */
  pipe(name: string): this {
    const path = this.path(name);
    this.remove(name);
    const { success } = new Deno.Command("mkfifo", { args: [path] }).outputSync();
    if (!success) throw new Error(`Cannot make the pipe ${path}`);
    return this;
  }

  /** A socket, which nobody listens at. */
  socket(name: string): this {
    const path = this.path(name);
    this.remove(name);
    // A socket's path may have some hundred characters only.
    const made = join(this.world.cache, `s${crypto.randomUUID().slice(0, 8)}`);
    Deno.mkdirSync(this.world.cache, { recursive: true });
    const listener = Deno.listen({ transport: "unix", path: made });
    Deno.renameSync(made, path);
    listener.close();
    return this;
  }

  /** A journal of some frames. */
  journal(...frames: Uint8Array[]): this {
    const path = this.path("data/journal/000001.journal");
    Deno.writeFileSync(path, new Uint8Array());
    for (const frame of frames) Deno.writeFileSync(path, frame, { append: true });
    return this;
  }

  /** Metadata and a journal of two sound rows: what a killed run leaves. */
  killed(changes: Record<string, unknown> = {}): this {
    const block = earlierBlock(2, [
      { name: "loss", type: "double", values: Float64Array.of(0.5, 0.25) },
    ]);
    return this.metadata(changes).journal(earlierFrame(block));
  }

  /** All files of a sound board. */
  copyOf(backend: "duckdb" | "parquet"): this {
    copyTree(join(this.world.sound, backend), this.dir);
    return this;
  }

  /** Removes what has a name. */
  remove(name: string): this {
    try {
      Deno.removeSync(join(this.dir, name), { recursive: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    return this;
  }

  /** A file that is made once, at a path, and copied from then on. */
  async costly(name: string, make: (path: string) => Promise<void>): Promise<Uint8Array> {
    const path = join(this.world.cache, name);
    try {
      return Deno.readFileSync(path);
    } catch {
      Deno.mkdirSync(this.world.cache, { recursive: true });
      await make(path);
      return Deno.readFileSync(path);
    }
  }
}

function copyTree(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) copyTree(join(from, name), join(to, name));
    else Deno.copyFileSync(join(from, name), join(to, name));
  }
}
