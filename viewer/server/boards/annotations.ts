import type { RunLabels } from "../../../format/run_labels.ts";
import { AnnotationConflictError } from "../../../reader/annotations/annotation_conflict_error.ts";
import { AnnotationsFile } from "../../../reader/annotations/annotations_file.ts";
import type { OwnFolder } from "../../../reader/summaries/own_folder.ts";
import { messageOf } from "../../../system/message_of.ts";
import type { Annotations, AnnotationsPatch } from "../../protocol/api.ts";
import { RequestError } from "../http/request_error.ts";

/** What the script of a board says of it. */
type Labels = Pick<RunLabels, "group" | "tags" | "notes">;
const NO_LABELS: Labels = { group: null, tags: [], notes: null };

/** The file with what people changed of boards' annotations, for requests. */
export class AnnotationStore {
  readonly #file: AnnotationsFile;

  /** The annotations in the viewer's own folder; none are read yet. */
  constructor(own: OwnFolder) {
    this.#file = new AnnotationsFile(own);
  }

  /** See {@linkcode AnnotationsFile.get}. */
  get(id: string, labels: Labels = NO_LABELS): Annotations {
    return this.#file.get(id, labels);
  }

  /** Another text after the file was read anew. */
  get version(): string {
    return this.#file.version;
  }

  /** Reads the file if it has changed. */
  refresh(): void {
    this.#file.refresh();
  }

  /** Changes the annotations of a board. @throws {RequestError} If it cannot; nothing is changed then. */
  update(
    id: string,
    patch: AnnotationsPatch,
    labels: Labels = NO_LABELS,
    by?: string,
  ): Annotations {
    return asRequest(() => this.#file.update(id, patch, labels, by));
  }

  /** Removes the annotations of a board that was deleted. */
  remove(id: string): void {
    asRequest(() => this.#file.remove(id));
  }
}

function asRequest<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    const message = messageOf(cause);
    if (cause instanceof AnnotationConflictError) {
      throw new RequestError("forbidden", message, { status: 409, cause });
    }
    throw new RequestError(cause instanceof RangeError ? "bad_request" : "failed", message, {
      cause,
    });
  }
}
