/** What a row of `files` says of a content and of those before it. */
export interface LoggedFile {
  /** The name that it was logged under. */
  name: string;
  /** The file with its content. */
  filename: string;
  /** How many contents of this name stay, this one included; `null` for all. */
  keep: number | null;
}

/**
 * The names of the files whose contents stay: of each name that something was logged under those
 * that its rows let stay. What stays under one name stays, whatever another lets go.
 *
 * @param rows The rows of `files`, in their order.
 */
export function keptFiles(rows: Iterable<LoggedFile>): Set<string> {
  const byName = new Map<string, string[]>();
  for (const { name, filename, keep } of rows) {
    const filenames = (byName.get(name) ?? []).filter((earlier) => earlier !== filename);
    filenames.push(filename);
    byName.set(name, keep === null ? filenames : filenames.slice(-keep));
  }
  return new Set([...byName.values()].flat());
}
