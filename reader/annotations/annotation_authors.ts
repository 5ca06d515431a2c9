/** Who wrote what people changed of a run's annotations, by name, where that is known. */
export interface AnnotationAuthors {
  title?: string;
  notes?: string;
  group?: string;
  /** By tag. */
  tags?: Record<string, string>;
}

/** The authors in a file; what is none is left out. */
export function parseAuthors(value: unknown): AnnotationAuthors | undefined {
  const { title, notes, group, tags } = Object(value);
  const authors: AnnotationAuthors = {};
  if (typeof title === "string") authors.title = title;
  if (typeof notes === "string") authors.notes = notes;
  if (typeof group === "string") authors.group = group;
  const named = Object.entries(Object(tags)).filter((entry): entry is [string, string] =>
    typeof entry[1] === "string"
  );
  if (named.length > 0) authors.tags = Object.fromEntries(named);
  return Object.keys(authors).length > 0 ? authors : undefined;
}
