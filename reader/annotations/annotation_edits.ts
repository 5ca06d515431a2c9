import { ANNOTATION_LIMITS } from "../../format/annotation_limits.ts";
import type { RunLabels } from "../../format/run_labels.ts";
import type { AnnotationAuthors } from "./annotation_authors.ts";
import type { AnnotationTimes } from "./annotation_times.ts";
import type { Annotations } from "./annotations.ts";

/** What people changed of a run's annotations. It is kept beside the boards, never in them. */
export interface AnnotationEdits {
  /** The title given by a person. */
  title?: string;
  /** Notes in place of the script's; empty where a person removed those. */
  notes?: string;
  /** A group in place of the script's; empty where a person took the run out of that. */
  group?: string;
  /** Tags besides the script's. */
  tags: string[];
  /** Those of the script's tags that a person removed. */
  removed_tags?: string[];
  hidden: boolean;
  /** Who wrote them, where that is known. */
  authors?: AnnotationAuthors;
  /** When they did, so that what was changed last holds where boards meet. */
  changed_at?: AnnotationTimes;
}

/** Where nobody has changed anything. */
export const NO_EDITS: Readonly<AnnotationEdits> = { tags: [], hidden: false };

/**
 * What a run's annotations are. It is one rule for all who show them: **what a person changed holds,
 * field by field, and the rest is as the script says, now.** For tags that means each tag: those
 * that a person added are there, those that a person removed are not, and others are the script's.
 */
export function annotationsOf(
  labels: Pick<RunLabels, "group" | "tags" | "notes">,
  edits: Readonly<AnnotationEdits> = NO_EDITS,
): Annotations {
  const { maxTitle, maxNotes, maxGroup, maxTag, maxTags } = ANNOTATION_LIMITS;
  const removed = new Set(edits.removed_tags);
  const scripted = labels.tags.filter((tag) => !removed.has(tag));
  // A person may have added one that the script has added since.
  const added = edits.tags.filter((tag) => !scripted.includes(tag)).slice(0, maxTags);
  const annotations: Annotations = {
    tags: [...scripted, ...added.map((tag) => tag.slice(0, maxTag))],
    hidden: edits.hidden,
  };
  const title = edits.title?.slice(0, maxTitle);
  const notes = (edits.notes ?? labels.notes)?.slice(0, maxNotes);
  const group = (edits.group ?? labels.group)?.slice(0, maxGroup);
  if (title) annotations.title = title;
  if (notes) annotations.notes = notes;
  if (group) annotations.group = group;
  if (edits.authors !== undefined) annotations.authors = edits.authors;
  return annotations;
}
