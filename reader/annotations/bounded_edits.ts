import { ANNOTATION_LIMITS } from "../../format/annotation_limits.ts";
import type { AnnotationEdits } from "./annotation_edits.ts";
import { ofTag } from "./tag_states.ts";

/** How many tags are remembered of which somebody has taken one back. */
const MAX_REMEMBERED = 4 * ANNOTATION_LIMITS.maxTags;
const MAX_AUTHOR = 100;

/**
 * What comes from elsewhere, no larger than what our own page writes: whoever may write a bucket could
 * fill the file of whoever reads it, so that it takes no notes any more. A text that is too long is cut.
 */
export function boundedEdits(edits: Readonly<AnnotationEdits>): AnnotationEdits {
  const { maxTitle, maxNotes, maxGroup, maxTag, maxTags } = ANNOTATION_LIMITS;
  const { title, notes, group, authors, changed_at: times } = edits;
  const tagsOf = (tags: readonly string[], most: number) =>
    tags.filter((tag) => tag.length <= maxTag).slice(0, most);
  const bounded: AnnotationEdits = { hidden: edits.hidden, tags: tagsOf(edits.tags, maxTags) };
  if (title !== undefined) bounded.title = title.slice(0, maxTitle);
  if (notes !== undefined) bounded.notes = notes.slice(0, maxNotes);
  if (group !== undefined) bounded.group = group.slice(0, maxGroup);
  const removed = tagsOf(edits.removed_tags ?? [], MAX_REMEMBERED);
  if (removed.length > 0) bounded.removed_tags = removed;
  const changed = tagsOf(Object.keys(times?.tags ?? {}), MAX_REMEMBERED);
  const known = new Set([...bounded.tags, ...removed, ...changed]);
  const ofTags = (texts?: Record<string, string>) =>
    Object.fromEntries(
      [...known].flatMap((tag) => {
        const text = ofTag(texts, tag)?.slice(0, MAX_AUTHOR);
        return text === undefined ? [] : [[tag, text] as const];
      }),
    );
  const short = (text?: string) => text?.slice(0, MAX_AUTHOR);
  if (authors !== undefined) {
    const { title, notes, group } = authors;
    bounded.authors = JSON.parse(JSON.stringify({
      title: short(title),
      notes: short(notes),
      group: short(group),
      tags: authors.tags && ofTags(authors.tags),
    }));
  }
  if (times !== undefined) {
    bounded.changed_at = { ...times, ...times.tags && { tags: ofTags(times.tags) } };
  }
  return bounded;
}
