import type { AnnotationEdits } from "./annotation_edits.ts";

/** What people changed, and a tag's part in it: added, removed, or neither, as the script says. */
export type TagState = "added" | "removed" | "neither";

/** How each tag stands. A file that came with a folder may have a hundred thousand of them. */
export class TagStates {
  readonly #added: ReadonlySet<string>;
  readonly #removed: ReadonlySet<string>;

  /** Those of what people changed, or of nothing. */
  constructor(edits: Readonly<AnnotationEdits> | undefined) {
    this.#added = new Set(edits?.tags);
    this.#removed = new Set(edits?.removed_tags);
  }

  /** How a tag stands. */
  of(tag: string): TagState {
    if (this.#added.has(tag)) return "added";
    return this.#removed.has(tag) ? "removed" : "neither";
  }
}

/** All tags that somebody has added, removed, or changed at some time. */
export function tagsIn(...all: (Readonly<AnnotationEdits> | undefined)[]): Set<string> {
  return new Set(
    all.flatMap((edits) => [
      ...edits?.tags ?? [],
      ...edits?.removed_tags ?? [],
      ...Object.keys(edits?.changed_at?.tags ?? {}),
    ]),
  );
}

/** What a record has under a tag, which may be called `constructor`. */
export function ofTag(texts: Record<string, string> | undefined, tag: string): string | undefined {
  return texts !== undefined && Object.hasOwn(texts, tag) ? texts[tag] : undefined;
}
