/**
 * The rows that rewinds of a board have kept aside. Each time they are in a folder whose name says
 * when that was, and which steps the board lacks since:
 *
 * ```
 * rewound/20260102T030405_after_step_500_to_999/
 * ├── data/                  the backend's files as they were, with all steps up to 999
 * ├── file_checksums.json    their checksums
 * ├── metadata.json          as it was
 * └── files.json             the contents in files/ that its rows need
 * ```
 *
 * Media and logged files stay where they are: no content that a folder here needs is removed.
 *
 * @module
 */
import { join } from "@std/path";
import { entriesIn } from "../system/entries_in.ts";

/** Rows that a rewind has kept aside. */
export interface KeptRows {
  /** The folder in `rewound/`. */
  name: string;
  /** Its absolute path. */
  path: string;
  /** When they were kept aside. */
  at: Date;
  /** The last step that stayed. */
  afterStep: number;
  /** The last step that is in the folder. */
  lastStep: number;
}

/** The folder of what rewinds have kept aside, in the board's folder. */
export const REWOUND_DIR = "rewound";
/** What kept rows need in `files/`, as the index of that folder was. */
export const KEPT_FILES = "files.json";

const NAME =
  /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)_after_step_(-1|\d{1,16})_to_(-1|\d{1,16})(?:_\d{1,4})?$/;

/** What a board has kept aside, oldest first. A link is none. */
export function keptRowsOf(boardDir: string): KeptRows[] {
  const dir = join(boardDir, REWOUND_DIR);
  return entriesIn(dir).filter(({ isDirectory }) => isDirectory)
    .flatMap(({ name }) => parseKeptRows(dir, name) ?? [])
    .sort((a, b) => a.at.getTime() - b.at.getTime() || copyOf(a) - copyOf(b));
}

/** Whether a folder in `rewound/` may have this name. */
export function isKeptRowsName(name: string): boolean {
  return NAME.test(name);
}

/** A name for rows that are kept aside now; no other has it. */
export function newKeptRowsName(
  boardDir: string,
  { at, afterStep, lastStep }: Pick<KeptRows, "at" | "afterStep" | "lastStep">,
): string {
  const stamp = at.toISOString().replace(/[-:]|\..*/g, "");
  const taken = keptRowsOf(boardDir);
  const copies = taken.filter(({ name }) => name.startsWith(stamp)).map(copyOf);
  const name = `${stamp}_after_step_${afterStep}_to_${lastStep}`;
  return copies.length === 0 ? name : `${name}_${Math.max(...copies) + 1}`;
}

function parseKeptRows(dir: string, name: string): KeptRows | undefined {
  const [, year, month, day, hour, minute, second, after, last] = NAME.exec(name) ?? [];
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (year === undefined || Number.isNaN(at.getTime())) return undefined;
  return { name, path: join(dir, name), at, afterStep: Number(after), lastStep: Number(last) };
}

/** Which one of the same second. */
function copyOf({ name }: Pick<KeptRows, "name">): number {
  return Number(/_to_-?\d+_(\d+)$/.exec(name)?.[1] ?? 1);
}
