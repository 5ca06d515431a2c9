/** One file of a board in a data set, as its name describes it. */
export interface DatasetPart {
  /** The first step that it covers. */
  from: number;
  /** The last step that it covers. */
  to: number;
  /** When the last of its steps was logged, in microseconds since 1970 UTC. */
  loggedAt: number;
}

/** Steps are padded to this many digits, so that names sort as steps do. */
const DIGITS = 12;
const NAME = /^part-(\d{12,})-(\d{12,})-(\d+)\.parquet$/;

/** The file name of a part. */
export function datasetPartName({ from, to, loggedAt }: DatasetPart): string {
  const [first, last] = [from, to].map((step) => String(step).padStart(DIGITS, "0"));
  return `part-${first}-${last}-${loggedAt}.parquet`;
}

/** The part that a file name describes; `undefined` for any other file. */
export function parseDatasetPartName(name: string): DatasetPart | undefined {
  const [, from, to, loggedAt] = NAME.exec(name) ?? [];
  if (from === undefined) return undefined;
  return { from: Number(from), to: Number(to), loggedAt: Number(loggedAt) };
}
