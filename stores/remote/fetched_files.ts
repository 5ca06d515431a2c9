import * as v from "@badrap/valita";
import { join } from "@std/path";
import { hashInName } from "../../format/media_names.ts";
import { parsePieceKey } from "../../format/remote_names.ts";
import { attempt } from "../../system/attempt.ts";
import { linkInfoIfThere } from "../../system/file_info.ts";
import { readTextIfThere } from "../../system/read_text.ts";
import { replaceOwnFile } from "./own_dirs.ts";

/** An object as a store lists it. */
export interface ListedObject {
  size: number;
  /** `undefined` where the store's list does not say it. */
  version?: string;
}

/** The name of the list, in the folder of the board. */
export const FETCHED_FILE = "fetched.json";

const entry = v.object({ version: v.string(), file: v.string() });
const list = v.object({
  version: v.literal(1),
  history: v.string().optional(),
  files: v.record(entry),
});

/**
 * The fetched objects of a board, in `fetched.json` beside it: by key, the version of the object, and of
 * the file that it became. A file that is not the one that was written then is fetched again, and so
 * are pieces once the board was rewound, or is another one of the same id.
 */
export class FetchedFiles {
  readonly #boardDir: string;
  readonly #files: Map<string, v.Infer<typeof entry>>;
  #history?: string;

  /** Reads the list; one that is none is as good as an empty one. */
  constructor(boardDir: string) {
    this.#boardDir = boardDir;
    const text = attempt(() => readTextIfThere(this.#path));
    const parsed = list.try(attempt(() => JSON.parse(text ?? "")));
    this.#files = new Map(parsed.ok ? Object.entries(parsed.value.files) : []);
    this.#history = parsed.ok ? parsed.value.history : undefined;
  }

  /**
   * Forgets the pieces of another history of the board: others may have the same names and sizes.
   *
   * @param history What tells it from others.
   */
  follow(history: string): void {
    if (this.#history === history) return;
    this.#history = history;
    for (const key of this.#files.keys()) {
      if (parsePieceKey(key) !== undefined) this.#files.delete(key);
    }
  }

  /** Whether a file is here as the store has it now. */
  isCurrent(key: string, { size, version }: ListedObject): boolean {
    const known = this.#files.get(key);
    const info = linkInfoIfThere(join(this.#boardDir, key));
    return known !== undefined && info?.isFile === true && info.version === known.file &&
      info.size === size && (version === undefined ? isFixed(key) : version === known.version);
  }

  /** Adds a file that has just been given its name. */
  add(key: string, version: string): void {
    const file = linkInfoIfThere(join(this.#boardDir, key))?.version ?? "";
    this.#files.set(key, { version, file });
  }

  /** Forgets a file. */
  remove(key: string): void {
    this.#files.delete(key);
  }

  /** Writes the list. */
  save(): void {
    const files = Object.fromEntries(this.#files);
    const text = JSON.stringify({ version: 1, history: this.#history, files });
    replaceOwnFile(this.#path, text);
  }

  get #path(): string {
    return join(this.#boardDir, FETCHED_FILE);
  }
}

/** Whether what a key says is all that its object can ever hold. */
function isFixed(key: string): boolean {
  return parsePieceKey(key) !== undefined || key.startsWith("files/") ||
    hashInName(key) !== undefined;
}
