import { join } from "@std/path";
import type { Annotations, AnnotationsPatch } from "./api.ts";
import type { BoardFolders } from "./board_folders.ts";
import { RequestError } from "./request_error.ts";

/** The tools' own folder beside the boards. */
const FOLDER = ".kobo";
const FILE = "annotations.json";

/**
 * What people wrote about boards, in `<baseDir>/.kobo/annotations.json`:
 *
 * ```json
 * { "version": 1, "boards": { "<board id>": { "title": "…", "tags": [], "hidden": false } } }
 * ```
 *
 * Other viewers of the same folder may write it too, so it is read anew
 * whenever it has changed, and before each change.
 */
export class AnnotationStore {
  readonly #folders: BoardFolders;
  #boards: ReadonlyMap<string, Annotations> = new Map();
  #identity = "";

  /** The annotations of all boards of a folder. */
  constructor(folders: BoardFolders) {
    this.#folders = folders;
  }

  /** What is written about a board; empty where nothing is, or the file cannot be read. */
  get(id: string): Annotations {
    return this.#boards.get(id) ?? { tags: [], hidden: false };
  }

  /** Looks whether the file has changed, and reads it where it has. */
  refresh(): void {
    const identity = identityOf(this.#path);
    if (identity === this.#identity) return;
    this.#identity = identity;
    try {
      this.#boards = read(this.#path);
    } catch {
      // Where someone wants to change it, `update` says why it cannot be read.
      this.#boards = new Map();
    }
  }

  /**
   * Changes what is written about a board.
   *
   * @throws {RequestError} Where the file cannot be read or written; nothing is changed then.
   */
  update(id: string, patch: AnnotationsPatch): Annotations {
    const boards = this.#read();
    const { title, notes, tags, hidden } = { ...boards.get(id), ...patch };
    const annotations: Annotations = { tags: tags ?? [], hidden: hidden ?? false };
    if (title) annotations.title = title;
    if (notes) annotations.notes = notes;
    boards.set(id, annotations);
    this.#write(boards);
    return annotations;
  }

  /** Forgets a board that is gone. */
  remove(id: string): void {
    const boards = this.#read();
    if (boards.delete(id)) this.#write(boards);
  }

  get #path(): string {
    return join(this.#folders.baseDir, FOLDER, FILE);
  }

  #read(): Map<string, Annotations> {
    try {
      return read(this.#path);
    } catch (cause) {
      throw new RequestError(
        "failed",
        `Cannot read ${this.#path}: ${(cause as Error).message}; mend it, or move it away`,
        { cause },
      );
    }
  }

  #write(boards: ReadonlyMap<string, Annotations>): void {
    const path = this.#path;
    const text = JSON.stringify({ version: 1, boards: Object.fromEntries(boards) }, null, 2);
    // Each process has a file of its own to write beside.
    const beside = `${path}.${Deno.pid}.tmp`;
    try {
      makeOwnFolder(join(this.#folders.baseDir, FOLDER));
      Deno.writeTextFileSync(beside, `${text}\n`);
      Deno.renameSync(beside, path);
    } catch (cause) {
      throw new RequestError("failed", `Cannot write ${path}: ${(cause as Error).message}`, {
        cause,
      });
    }
    this.refresh();
  }
}

/** Reads the file; whatever in it is no annotation is left out. */
function read(path: string): Map<string, Annotations> {
  let text: string;
  try {
    if (!Deno.lstatSync(path).isFile) throw new Error("it is no regular file");
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Map();
    throw error;
  }
  let content: { version?: unknown; boards?: unknown } | null;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Error("it is not JSON");
  }
  if (content?.version !== 1 || typeof content.boards !== "object") {
    throw new Error("it is not of version 1");
  }
  return new Map(
    Object.entries(content.boards ?? {}).map(([id, value]) => [id, toAnnotations(value)]),
  );
}

function toAnnotations(value: unknown): Annotations {
  const { title, notes, tags, hidden } = Object(value);
  const annotations: Annotations = {
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [],
    hidden: hidden === true,
  };
  if (typeof title === "string") annotations.title = title;
  if (typeof notes === "string") annotations.notes = notes;
  return annotations;
}

/** A link in its place would lead the writing elsewhere. */
function makeOwnFolder(path: string): void {
  try {
    Deno.mkdirSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    if (!Deno.lstatSync(path).isDirectory) throw new Error(`${path} is not a folder`);
  }
}

function identityOf(path: string): string {
  try {
    const { ino, size, mtime } = Deno.lstatSync(path);
    return `${ino}:${size}:${mtime?.getTime()}`;
  } catch {
    return "none";
  }
}
