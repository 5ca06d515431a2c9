/** When people last changed what they say of a run, in ISO 8601, also where they took it back. */
export interface AnnotationTimes {
  title?: string;
  notes?: string;
  group?: string;
  /** By tag. */
  tags?: Record<string, string>;
}

/** The times in a file; what is none is left out. */
export function parseTimes(value: unknown): AnnotationTimes | undefined {
  const { title, notes, group, tags } = Object(value);
  const times: AnnotationTimes = {};
  if (isTime(title)) times.title = title;
  if (isTime(notes)) times.notes = notes;
  if (isTime(group)) times.group = group;
  const named = Object.entries(Object(tags)).filter((entry): entry is [string, string] =>
    isTime(entry[1])
  );
  if (named.length > 0) times.tags = Object.fromEntries(named);
  return Object.keys(times).length > 0 ? times : undefined;
}

/** As `toISOString()` writes it, so that texts compare as times do. */
function isTime(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
}
