import type { AnnotationEdits } from "./annotation_edits.ts";
import { ofTag, tagsIn, type TagState, TagStates } from "./tag_states.ts";

const FIELDS = ["title", "notes", "group"] as const;

/**
 * What people say of a run here and elsewhere, together. **Of each field, and of each tag, what was
 * changed last holds**, by the clocks of the machines on which that was; of what was changed at one
 * moment, or before times were kept, what says something goes before what says nothing, and else the
 * later text in the alphabet. So all come to the same, in whatever order they meet. What is hidden
 * stays as it is here.
 */
export function mergeEdits(
  here: Readonly<AnnotationEdits> | undefined,
  there: Readonly<AnnotationEdits>,
): AnnotationEdits {
  const merged: AnnotationEdits = { tags: [], hidden: here?.hidden ?? false };
  const authors: AnnotationEdits["authors"] = {};
  const times: AnnotationEdits["changed_at"] = {};
  const later = (ours: [time?: string, text?: string], theirs: [time?: string, text?: string]) =>
    rankOf(ours) >= rankOf(theirs) ? here : there;
  for (const field of FIELDS) {
    const ofField = (edits?: Readonly<AnnotationEdits>): [time?: string, text?: string] => [
      edits?.changed_at?.[field],
      edits?.[field],
    ];
    const edits = later(ofField(here), ofField(there));
    if (edits?.[field] !== undefined) merged[field] = edits[field];
    if (edits?.authors?.[field] !== undefined) authors[field] = edits.authors[field];
    const time = edits?.changed_at?.[field];
    if (time !== undefined) times[field] = time;
  }
  const removed: string[] = [];
  const tagAuthors: [string, string][] = [];
  const tagTimes: [string, string][] = [];
  const states = { here: new TagStates(here), there: new TagStates(there) };
  for (const tag of tagsIn(here, there)) {
    const changeOf = (
      edits: Readonly<AnnotationEdits> | undefined,
      state: TagState,
    ): [time?: string, text?: string] => [
      ofTag(edits?.changed_at?.tags, tag),
      state === "neither" ? undefined : state,
    ];
    const [ours, theirs] = [states.here.of(tag), states.there.of(tag)];
    const edits = later(changeOf(here, ours), changeOf(there, theirs));
    const state = edits === here ? ours : theirs;
    if (state === "added") merged.tags.push(tag);
    if (state === "removed") removed.push(tag);
    const author = ofTag(edits?.authors?.tags, tag);
    if (author !== undefined) tagAuthors.push([tag, author]);
    const time = ofTag(edits?.changed_at?.tags, tag);
    if (time !== undefined) tagTimes.push([tag, time]);
  }
  if (removed.length > 0) merged.removed_tags = removed;
  if (tagAuthors.length > 0) authors.tags = Object.fromEntries(tagAuthors);
  if (Object.keys(authors).length > 0) merged.authors = authors;
  if (tagTimes.length > 0) times.tags = Object.fromEntries(tagTimes);
  if (Object.keys(times).length > 0) merged.changed_at = times;
  return merged;
}

/** Compares as a text: first by the time, then by whether it says something, then by what. */
function rankOf([time = "", text]: [time?: string, text?: string]): string {
  return `${time.padEnd(24)} ${text === undefined ? "" : `!${text}`}`;
}
