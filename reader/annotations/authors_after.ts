import type { AnnotationAuthors } from "./annotation_authors.ts";
import type { AnnotationEdits } from "./annotation_edits.ts";

/**
 * The authors after a change: what is as it was keeps its author, what is new has whoever changed it.
 *
 * @param by `undefined` where nobody knows.
 */
export function authorsAfter(
  before: Readonly<AnnotationEdits> | undefined,
  after: Readonly<AnnotationEdits>,
  by: string | undefined,
): AnnotationAuthors | undefined {
  const authors: AnnotationAuthors = {};
  for (const field of ["title", "notes", "group"] as const) {
    if (after[field] === undefined) continue;
    const author = after[field] === before?.[field] ? before.authors?.[field] : by;
    if (author !== undefined) authors[field] = author;
  }
  const known = new Map(Object.entries(before?.authors?.tags ?? {}));
  const tagsBefore = new Set(before?.tags);
  const tags = after.tags.flatMap((tag) => {
    const author = tagsBefore.has(tag) ? known.get(tag) : by;
    return author === undefined ? [] : [[tag, author] as const];
  });
  if (tags.length > 0) authors.tags = Object.fromEntries(tags);
  return Object.keys(authors).length > 0 ? authors : undefined;
}
