import type { AnnotationEdits } from "./annotation_edits.ts";

/** What people changed, and a tag's part in it: added, removed, or neither, as the script says. */
export type TagState = "added" | "removed" | "neither";

/** How a tag stands. */
export function stateOfTag(edits: Readonly<AnnotationEdits> | undefined, tag: string): TagState {
  if (edits?.tags.includes(tag)) return "added";
  return edits?.removed_tags?.includes(tag) ? "removed" : "neither";
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
