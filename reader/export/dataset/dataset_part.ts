/** One file of a board in a data set: its name says what it holds. */
export interface DatasetPart {
  /** The first step that it covers. */
  from: number;
  /** The last step that it covers. */
  to: number;
  /** When the last of its steps was logged, in microseconds since 1970 UTC. */
  loggedAt: number;
}

/** The steps in a file name have as many digits, so that names sort as steps do. */
const DIGITS = 12;
const NAME = /^part-(\d{12,})-(\d{12,})-(\d+)\.parquet$/;

/** The file name of a part. */
export function datasetPartName({ from, to, loggedAt }: DatasetPart): string {
  const [first, last] = [from, to].map((step) => String(step).padStart(DIGITS, "0"));
  return `part-${first}-${last}-${loggedAt}.parquet`;
}

/** The part of a file name; `undefined` for any other file. */
export function parseDatasetPartName(name: string): DatasetPart | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const [from, to, loggedAt] = match.slice(1).map(Number);
  return { from, to, loggedAt };
}
