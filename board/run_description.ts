import { labelsOf } from "../format/run_labels.ts";
import type { Metadata } from "../format/metadata.ts";
import type { BoardFolder } from "./board_folder.ts";
import { wrapError } from "./checks/wrap_error.ts";
import type { BoardLifecycle } from "./process/board_lifecycle.ts";
import { addNote, addTags } from "./run_labels.ts";

/** What of the metadata a script may change while it runs. */
export type DescriptionChanges = Pick<Metadata, "tags" | "notes">;

/**
 * What a script says of its run while it goes on. The writer writes it to `metadata.json`, soon
 * and in the order of the calls; a flush makes it durable.
 */
export class RunDescription {
  readonly #folder: BoardFolder;
  readonly #lifecycle: BoardLifecycle;

  /** @param folder Whose metadata are changed. */
  constructor(folder: BoardFolder, lifecycle: BoardLifecycle) {
    this.#folder = folder;
    this.#lifecycle = lifecycle;
  }

  /** Adds tags; those that the run has stay. */
  tag(tags: readonly unknown[]): void {
    this.#change("tag()", (metadata) => ({ tags: addTags(labelsOf(metadata).tags, tags) }));
  }

  /** Adds a line to the notes. */
  note(text: unknown): void {
    this.#change("note()", (metadata) => ({ notes: addNote(labelsOf(metadata).notes, text) }));
  }

  /** Nothing is changed where the call is refused. */
  #change(call: string, changed: (metadata: Metadata) => DescriptionChanges): void {
    this.#lifecycle.checkOpen(call);
    try {
      const { metadata, client } = this.#folder;
      let changes: DescriptionChanges;
      try {
        changes = changed(metadata);
      } catch (error) {
        throw wrapError(`Cannot call ${call}`, error);
      }
      Object.assign(metadata, changes);
      client.postMetadata(changes);
    } finally {
      if (this.#lifecycle.isExiting) this.#lifecycle.settle();
    }
  }
}
