import type { Annotations, AnnotationsPatch } from "../../../protocol/api.ts";

/**
 * What a reader changed, and no more: another window may have changed the rest.
 *
 * @param opened The annotations when the reader began.
 * @param seen The annotations that the reader saw last: those texts may be replaced.
 * @param wanted What the reader left.
 */
export function annotationChanges(
  opened: Annotations,
  seen: Annotations,
  wanted: Required<Omit<Annotations, "group" | "authors">> & Pick<Annotations, "group">,
): AnnotationsPatch {
  const patch: AnnotationsPatch = {};
  const was: NonNullable<AnnotationsPatch["was"]> = {};
  for (const field of ["title", "notes", "group"] as const) {
    const text = wanted[field];
    if (text === undefined || text === (opened[field] ?? "")) continue;
    patch[field] = text;
    was[field] = seen[field] ?? "";
  }
  if (Object.keys(was).length > 0) patch.was = was;
  const addTags = wanted.tags.filter((tag) => !opened.tags.includes(tag));
  const removeTags = opened.tags.filter((tag) => !wanted.tags.includes(tag));
  if (addTags.length > 0) patch.addTags = addTags;
  if (removeTags.length > 0) patch.removeTags = removeTags;
  if (wanted.hidden !== opened.hidden) patch.hidden = wanted.hidden;
  return patch;
}
