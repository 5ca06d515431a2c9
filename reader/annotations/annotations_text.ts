import { parseAuthors } from "./annotation_authors.ts";
import type { AnnotationEdits } from "./annotation_edits.ts";
import { parseTimes } from "./annotation_times.ts";

/** What people changed, by the ids of the boards. */
export type EditsByBoard = ReadonlyMap<string, AnnotationEdits>;

/** What a file of annotations says; a field that is none is left out. @throws {Error} Where it is none. */
export function parseAnnotations(text: string | undefined): Map<string, AnnotationEdits> {
  if (text === undefined) return new Map();
  let content: { version?: unknown; boards?: unknown } | null;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Error("it is not JSON");
  }
  if (content?.version !== 1 || typeof content.boards !== "object") {
    throw new Error("it is not of version 1");
  }
  return new Map(
    Object.entries(content.boards ?? {}).map(([id, value]) => [id, toEdits(value)]),
  );
}

/** The text of a file of annotations. */
export function annotationsText(boards: EditsByBoard): string {
  return `${JSON.stringify({ version: 1, boards: Object.fromEntries(boards) }, null, 2)}\n`;
}

function toEdits(value: unknown): AnnotationEdits {
  const { title, notes, group, tags, removed_tags: removed, hidden } = Object(value);
  const edits: AnnotationEdits = { tags: textsOf(tags), hidden: hidden === true };
  if (typeof title === "string") edits.title = title;
  if (typeof notes === "string") edits.notes = notes;
  if (typeof group === "string") edits.group = group;
  const removedTags = textsOf(removed);
  if (removedTags.length > 0) edits.removed_tags = removedTags;
  const authors = parseAuthors(Object(value).authors);
  if (authors !== undefined) edits.authors = authors;
  const times = parseTimes(Object(value).changed_at);
  if (times !== undefined) edits.changed_at = times;
  return edits;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
