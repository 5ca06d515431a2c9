import { messageOf } from "../../system/message_of.ts";
import type { RunLabels } from "../../format/run_labels.ts";
import type { OwnFolder } from "../summaries/own_folder.ts";
import { AnnotationConflictError } from "./annotation_conflict_error.ts";
import { type AnnotationEdits, annotationsOf } from "./annotation_edits.ts";
import type { Annotations } from "./annotations.ts";
import type { AnnotationsPatch } from "./annotations_patch.ts";
import { annotationsText, parseAnnotations } from "./annotations_text.ts";
import { authorsAfter } from "./authors_after.ts";
import { mergeEdits } from "./merge_edits.ts";
import { patchEdits } from "./patch_edits.ts";
import { timesAfter } from "./times_after.ts";

const FILE = "annotations.json";

type Labels = Pick<RunLabels, "group" | "tags" | "notes">;

/**
 * What people changed of the annotations of boards, in `<baseDir>/.kobo/annotations.json`:
 *
 * ```json
 * { "version": 1, "boards": { "<board id>": { "title": "…", "tags": [], "hidden": false } } }
 * ```
 *
 * `annotation_edits.ts` has the fields, and the rule by which they go before what the script says.
 * Other processes may write the file too, so it is read again whenever it has changed; and before
 * each change, under a lock that they all take.
 */
export class AnnotationsFile {
  readonly #own: OwnFolder;
  #boards: ReadonlyMap<string, AnnotationEdits> = new Map();
  #identity = "";

  /** The file in the folder beside the boards; it is not read yet. */
  constructor(own: OwnFolder) {
    this.#own = own;
  }

  /**
   * The annotations of a board, as much as the page could have written; as the script says them
   * where nobody changed any, or where the file cannot be read.
   *
   * @param id The name of the board's folder.
   * @param labels What its script says.
   */
  get(id: string, labels: Labels): Annotations {
    return annotationsOf(labels, this.#boards.get(id));
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
      this.#boards = parseAnnotations(this.#own.read(FILE));
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
   * @param labels What the board's script says.
   * @param by Who changes them, where that is known.
   * @throws {AnnotationConflictError} If a text is no longer what the patch says it was.
   * @throws {RangeError} If there are too many tags.
   * @throws {Error} If the file cannot be read or written. Nothing is changed in all cases.
   */
  update(id: string, patch: AnnotationsPatch, labels: Labels, by?: string): Annotations {
    return this.#change((boards) => updated(boards, id, patch, labels, by));
  }

  /** As {@linkcode update}, of several boards at once: all of them are changed, or none is. */
  updateAll(
    boards: readonly { id: string; labels: Labels }[],
    patch: AnnotationsPatch,
  ): Annotations[] {
    return this.#change((all) => boards.map(({ id, labels }) => updated(all, id, patch, labels)));
  }

  /** What people changed of a board; `undefined` where they changed nothing. */
  edits(id: string): AnnotationEdits | undefined {
    this.refresh();
    return this.#boards.get(id);
  }

  /** Adds what people say of boards elsewhere, as `mergeEdits()` says. Nothing new writes nothing. */
  mergeAll(there: ReadonlyMap<string, AnnotationEdits>): void {
    const news = [...there].filter(([id, edits]) => {
      const here = this.edits(id);
      return JSON.stringify(mergeEdits(undefined, mergeEdits(here, edits))) !==
        JSON.stringify(mergeEdits(undefined, here ?? { tags: [], hidden: false }));
    });
    if (news.length === 0) return;
    this.#change((boards) => {
      for (const [id, edits] of news) boards.set(id, mergeEdits(boards.get(id), edits));
    });
  }

  /** Removes the annotations of a board that was deleted. */
  remove(id: string): void {
    if (this.#read().has(id)) this.#change((boards) => boards.delete(id));
  }

  /** Reads the file, changes what is in it, and writes it. */
  #change<Result>(change: (boards: Map<string, AnnotationEdits>) => Result): Result {
    const work = () => {
      const boards = this.#read();
      const result = change(boards);
      this.#write(boards);
      return result;
    };
    try {
      return this.#own.whileLocked(FILE, work);
    } catch (cause) {
      const isOurs = cause instanceof AnnotationConflictError || cause instanceof RangeError ||
        messageOf(cause).startsWith("Cannot");
      throw isOurs ? cause : this.#error("write", cause);
    }
  }

  #read(): Map<string, AnnotationEdits> {
    try {
      return parseAnnotations(this.#own.read(FILE));
    } catch (cause) {
      throw this.#error("read", cause, "; mend it, or move it away");
    }
  }

  #write(boards: ReadonlyMap<string, AnnotationEdits>): void {
    this.#own.write(FILE, annotationsText(boards));
    this.refresh();
  }

  #error(what: "read" | "write", cause: unknown, remedy = ""): Error {
    return new Error(`Cannot ${what} ${this.#own.path(FILE)}: ${messageOf(cause)}${remedy}`, {
      cause,
    });
  }
}

function updated(
  boards: Map<string, AnnotationEdits>,
  id: string,
  patch: AnnotationsPatch,
  labels: Labels,
  by?: string,
): Annotations {
  const before = boards.get(id);
  const edits: AnnotationEdits = { ...patchEdits(before, patch, labels), authors: undefined };
  edits.authors = authorsAfter(before, edits, by); // JSON leaves out what is undefined.
  edits.changed_at = timesAfter(before, edits, new Date().toISOString());
  boards.set(id, edits);
  return annotationsOf(labels, edits);
}
