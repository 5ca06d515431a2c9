import { ANNOTATION_LIMITS } from "../../protocol/annotations.ts";
import type { Annotations, AnnotationsPatch } from "../../protocol/api.ts";
import { RequestError } from "../http/request_error.ts";
import type { OwnFolder } from "../../../reader/summaries/own_folder.ts";

const FILE = "annotations.json";

/** How much of another's text is shown to who would replace it, in characters. */
const MAX_SHOWN = 300;

/**
 * What people wrote about boards, in `<baseDir>/.kobo/annotations.json`:
 *
 * ```json
 * { "version": 1, "boards": { "<board id>": { "title": "…", "tags": [], "hidden": false } } }
 * ```
 *
 * Other viewers of the same folder may write the file too, so it is read again
 * whenever it has changed; and before each change, under a lock that they all take.
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
   * Two windows may have the same board open: each names the tags that it adds and
   * removes, and the texts that it replaces.
   *
   * @throws {RequestError} If a text is no longer what the patch says it was, there are
   * too many tags, or the file cannot be read or written; nothing is changed then.
   */
  update(id: string, patch: AnnotationsPatch): Annotations {
    return this.#change((boards) => {
      const annotations = patched(boards.get(id), patch);
      boards.set(id, annotations);
      return annotations;
    });
  }

  /** Removes the annotations of a board that was deleted. */
  remove(id: string): void {
    if (this.#read().has(id)) this.#change((boards) => boards.delete(id));
  }

  /** Reads the file, changes what is in it, and writes it. */
  #change<Result>(change: (boards: Map<string, Annotations>) => Result): Result {
    const work = () => {
      const boards = this.#read();
      const result = change(boards);
      this.#write(boards);
      return result;
    };
    try {
      return this.#own.whileLocked(FILE, work);
    } catch (cause) {
      throw cause instanceof RequestError ? cause : this.#cannotWrite(cause);
    }
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
      throw this.#cannotWrite(cause);
    }
    this.refresh();
  }

  #cannotWrite(cause: unknown): RequestError {
    return new RequestError(
      "failed",
      `Cannot write ${this.#own.path(FILE)}: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** The annotations of a board after a change. */
function patched(before: Annotations | undefined, patch: AnnotationsPatch): Annotations {
  const { was = {}, addTags = [], removeTags = [], ...changes } = patch;
  for (const field of ["title", "notes"] as const) {
    checkUnchanged(field, was[field], before?.[field] ?? "", changes[field]);
  }
  const { title, notes, hidden, tags: kept = [] } = { ...before, ...changes };
  const tags = changedTags(kept, addTags, removeTags);
  const annotations: Annotations = { tags, hidden: hidden ?? false };
  if (title) annotations.title = title;
  if (notes) annotations.notes = notes;
  return annotations;
}

/** Refuses to replace a text that somebody else wrote since the sender read it. */
function checkUnchanged(
  field: "title" | "notes",
  was: string | undefined,
  is: string,
  wanted: string | undefined,
): void {
  if (was === undefined || wanted === undefined || was === is || wanted === is) return;
  const shown = is.length > MAX_SHOWN ? `${is.slice(0, MAX_SHOWN)}…` : is;
  throw new RequestError(
    "forbidden",
    `Cannot replace the ${field}: meanwhile somebody changed ${
      field === "title" ? "it" : "them"
    } to "${shown}"; save again to replace that`,
    { status: 409 },
  );
}

function changedTags(tags: string[], added: string[], removed: string[]): string[] {
  // What was written by hand stays as it is.
  if (added.length === 0 && removed.length === 0) return tags;
  const changed = [...new Set([...tags.filter((tag) => !removed.includes(tag)), ...added])];
  const { maxTags } = ANNOTATION_LIMITS;
  if (changed.length > maxTags && changed.length > tags.length) {
    throw new RequestError(
      "bad_request",
      `Cannot add the tags: expected at most ${maxTags}, received ${changed.length}`,
    );
  }
  return changed;
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
