import { readObject } from "../../stores/read_object.ts";
import type { Store, StoreCallOptions } from "../../stores/store.ts";
import { isStoreError, StoreError } from "../../stores/store_error.ts";
import { messageOf } from "../../system/message_of.ts";
import { OwnFolder } from "../summaries/own_folder.ts";
import { type AnnotationEdits, NO_EDITS } from "./annotation_edits.ts";
import { AnnotationsFile } from "./annotations_file.ts";
import { boundedEdits } from "./bounded_edits.ts";
import { annotationsText, parseAnnotations } from "./annotations_text.ts";
import { mergeEdits } from "./merge_edits.ts";

/** Where a store has them: as a folder of boards does, so that a viewer of a share has the same. */
export const ANNOTATIONS_KEY = ".kobo/annotations.json";
const MAX_BYTES = 64 * 1024 ** 2;
/** Where several write at the same time, one of them is ahead in each attempt. */
const MAX_ATTEMPTS = 20;

/** How annotations are brought together. */
export interface SyncAnnotationsOptions extends StoreCallOptions {
  /** Whether the store is only read. */
  isReadOnly?: boolean;
}

/**
 * Brings what people say of boards here, in `<baseDir>/.kobo`, and in a store together, as
 * `mergeEdits()` says: both have the same afterwards.
 *
 * A team's server takes none: people give them there, under their names. It gives them to readers.
 *
 * @param ids The boards; what is said of others stays where it is.
 * @throws {StoreError} Where the store cannot be read or written, or what is there is none.
 * @throws {Error} Where the file here cannot.
 */
export async function syncAnnotations(
  store: Store,
  baseDir: string,
  ids: readonly string[],
  { isReadOnly = false, ...options }: SyncAnnotationsOptions = {},
): Promise<void> {
  if (/^https?:/.test(store.address) && !isReadOnly) return;
  const file = new AnnotationsFile(new OwnFolder(baseDir));
  for (let attempt = 1;; attempt++) {
    const found = await readObject(store, ANNOTATIONS_KEY, MAX_BYTES, options);
    const there = parse(store, found?.bytes);
    file.mergeAll(
      new Map(ids.flatMap((id) => {
        const edits = there.get(id);
        return edits === undefined ? [] : [[id, boundedEdits(edits)] as const];
      })),
    );
    if (isReadOnly) return;
    let isChanged = false;
    for (const id of ids) {
      const here = file.edits(id);
      if (here === undefined) continue;
      const found = there.get(id);
      const before = found && boundedEdits(found);
      const { hidden } = before ?? NO_EDITS;
      const merged = { ...mergeEdits(before, here), hidden };
      if (isSame(before, merged)) continue;
      there.set(id, merged);
      isChanged = true;
    }
    if (!isChanged) return;
    const bytes = new TextEncoder().encode(annotationsText(there));
    const condition = found === undefined ? "absent" : { version: found.version };
    try {
      await store.put(ANNOTATIONS_KEY, bytes, condition, options);
      return;
    } catch (error) {
      if (!isStoreError(error, "conflict") || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/**
 * Writes what a store has of them once more: nothing is changed, but who may not write finds out.
 *
 * @throws {StoreError} Where it may not, or cannot, be written.
 */
export async function rewriteAnnotations(store: Store, options: StoreCallOptions): Promise<void> {
  const found = await readObject(store, ANNOTATIONS_KEY, MAX_BYTES, options);
  const bytes = found?.bytes ?? new TextEncoder().encode(annotationsText(new Map()));
  const condition = found === undefined ? "absent" : { version: found.version };
  try {
    await store.put(ANNOTATIONS_KEY, bytes, condition, options);
  } catch (error) {
    if (!isStoreError(error, "conflict")) throw error; // Else somebody has just written others.
  }
}

function parse(store: Store, bytes: Uint8Array | undefined): Map<string, AnnotationEdits> {
  try {
    return parseAnnotations(bytes && new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new StoreError(
      "invalid",
      `Cannot read ${ANNOTATIONS_KEY} in ${store.address}: ${
        messageOf(cause)
      }; mend it, or remove it`,
      { cause },
    );
  }
}

/** Whether two say the same, who and when included. */
function isSame(some: AnnotationEdits | undefined, others: AnnotationEdits): boolean {
  return some !== undefined &&
    JSON.stringify(mergeEdits(undefined, some)) === JSON.stringify(mergeEdits(undefined, others));
}
