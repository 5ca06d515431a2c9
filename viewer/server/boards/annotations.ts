import { ANNOTATION_LIMITS } from "../../protocol/annotations.ts";
import type { Annotations, AnnotationsPatch } from "../../protocol/api.ts";
import { RequestError } from "../http/request_error.ts";
import type { OwnFolder } from "./own_folder.ts";

const FILE = "annotations.json";

/**
 * What people wrote about boards, in `<baseDir>/.kobo/annotations.json`:
 *
 * ```json
 * { "version": 1, "boards": { "<board id>": { "title": "…", "tags": [], "hidden": false } } }
 * ```
 *
 * Other viewers of the same folder may write the file too, so it is read again
 * whenever it has changed, and before each change.
 */
export class AnnotationStore {
  readonly #own: OwnFolder;
  #boards: ReadonlyMap<string, Annotations> = new Map();
  #identity = "";

  /** The annotations in the viewer's own folder; none are read yet. */
  constructor(own: OwnFolder) {
    this.#own = own;
  }

  /**
   * The annotations of a board, as much as the page could have written; empty if
   * there are none, or if the file cannot be read.
   */
  get(id: string): Annotations {
    const { title, notes, tags, hidden } = this.#boards.get(id) ?? { tags: [], hidden: false };
    const { maxTitle, maxNotes, maxTags, maxTag } = ANNOTATION_LIMITS;
    const annotations: Annotations = {
      tags: tags.slice(0, maxTags).map((tag) => tag.slice(0, maxTag)),
      hidden,
    };
    if (title !== undefined) annotations.title = title.slice(0, maxTitle);
    if (notes !== undefined) annotations.notes = notes.slice(0, maxNotes);
    return annotations;
  }

  /** Another text after the file was read anew. */
  get version(): string {
    return this.#identity;
  }

  /** Reads the file if it has changed. */
  refresh(): void {
    const identity = this.#own.identity(FILE);
    if (identity === this.#identity) return;
    this.#identity = identity;
    try {
      this.#boards = parse(this.#own.read(FILE));
    } catch {
      // `update` says why it cannot be read.
      this.#boards = new Map();
    }
  }

  /**
   * Changes the annotations of a board.
   *
   * @throws {RequestError} If the file cannot be read or written; nothing is changed then.
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

  /** Removes the annotations of a board that was deleted. */
  remove(id: string): void {
    const boards = this.#read();
    if (boards.delete(id)) this.#write(boards);
  }

  #read(): Map<string, Annotations> {
    try {
      return parse(this.#own.read(FILE));
    } catch (cause) {
      throw new RequestError(
        "failed",
        `Cannot read ${this.#own.path(FILE)}: ${
          (cause as Error).message
        }; mend it, or move it away`,
        { cause },
      );
    }
  }

  #write(boards: ReadonlyMap<string, Annotations>): void {
    const text = JSON.stringify({ version: 1, boards: Object.fromEntries(boards) }, null, 2);
    try {
      this.#own.write(FILE, `${text}\n`);
    } catch (cause) {
      throw new RequestError(
        "failed",
        `Cannot write ${this.#own.path(FILE)}: ${(cause as Error).message}`,
        { cause },
      );
    }
    this.refresh();
  }
}

/** The annotations in the file; a field that is none is left out. */
function parse(text: string | undefined): Map<string, Annotations> {
  if (text === undefined) return new Map();
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
