import { ANNOTATION_LIMITS } from "../format/annotation_limits.ts";
import { labelsOf, type RunLabels } from "../format/run_labels.ts";
import type { Metadata } from "../format/metadata.ts";
import { formatValue } from "./checks/format_value.ts";

const { maxGroup, maxNotes, maxTag, maxTags } = ANNOTATION_LIMITS;

/** What a script may say of its run when it creates the board. */
export interface LabelOptions {
  /**
   * The runs that belong together have the same: the seeds of one setting, or the processes of one
   * training. At most 500 characters. Default: none, or that of the resumed board.
   */
  group?: string;
  /**
   * Which process of one training this is, an integer of 0 or more; each process has a board of its
   * own. Default: none, or that of the resumed board.
   */
  rank?: number;
  /** How many processes the training has, so that missing ones can be named. Default: unknown. */
  worldSize?: number;
  /**
   * Words to find the run by: at most 50, of at most 100 characters each. A resumed board keeps
   * those that it has, and gets these too. Default: none.
   */
  tags?: readonly string[];
  /**
   * Text about the run, of at most 20,000 characters. On a resumed board it replaces the earlier
   * text. Default: none, or that of the resumed board.
   */
  notes?: string;
}

/** The names of {@linkcode LabelOptions}. */
export const LABEL_OPTIONS = Object.keys(
  { group: 0, rank: 0, worldSize: 0, tags: 0, notes: 0 } satisfies Record<keyof LabelOptions, 0>,
);

/**
 * Checks what a script says of its run.
 *
 * @returns What it has said, in the names of `metadata.json`.
 * @throws {TypeError | RangeError} For what is no group, no rank and so on; it says what was expected.
 */
export function checkLabels(options: LabelOptions): Partial<RunLabels> {
  const { group, rank, worldSize, tags, notes } = options;
  const labels: Partial<RunLabels> = {};
  if (group !== undefined) labels.group = checkText("the option group", group, maxGroup);
  if (rank !== undefined) labels.rank = checkInteger("rank", rank, 0);
  if (worldSize !== undefined) labels.world_size = checkInteger("worldSize", worldSize, 1);
  if (tags !== undefined) {
    if (!Array.isArray(tags)) {
      throw new TypeError(`expected the option tags to be a list, received ${formatValue(tags)}`);
    }
    labels.tags = addTags([], tags);
  }
  if (notes !== undefined) labels.notes = checkNotes("the option notes", notes);
  return labels;
}

/**
 * What is said of a run from now on.
 *
 * @param given What the script says.
 * @param earlier The metadata of the board that it resumes.
 * @throws {RangeError} Where the rank is none of so many processes, or there are too many tags.
 */
export function joinLabels(given: Partial<RunLabels>, earlier?: Metadata): RunLabels {
  const before = labelsOf(earlier ?? null);
  const { rank, world_size: count, ...labels } = { ...before, ...given };
  if (rank !== null && count !== null && rank >= count) {
    throw new RangeError(
      `expected the option rank to be below worldSize, ${count}, received ${rank}`,
    );
  }
  return { ...labels, rank, world_size: count, tags: addTags(before.tags, given.tags ?? []) };
}

/** The tags with some more. @throws {TypeError | RangeError} For what is no tag, and for too many. */
export function addTags(before: readonly string[], added: readonly unknown[]): string[] {
  const tags = [...new Set([...before, ...added.map((tag) => checkText("a tag", tag, maxTag))])];
  if (tags.length <= maxTags) return tags;
  throw new RangeError(`expected at most ${maxTags} tags, received ${tags.length}`);
}

/** The notes with one more, on a line of its own. @throws {TypeError | RangeError} For what is none. */
export function addNote(before: string | null, note: unknown): string {
  const added = checkNotes("a note", note);
  return checkNotes("all notes together", before === null ? added : `${before}\n${added}`);
}

function checkText(what: string, value: unknown, maxLength: number): string {
  const text = typeof value === "string" ? value.trim() : "";
  if (text !== "" && text.length <= maxLength) return text;
  const expected = `expected ${what} to be a text of 1 to ${maxLength} characters`;
  if (text.length > maxLength) throw new RangeError(`${expected}, received ${text.length}`);
  throw new TypeError(`${expected}, received ${formatValue(value)}`);
}

function checkNotes(what: string, value: unknown): string {
  if (typeof value !== "string") {
    throw new TypeError(`expected ${what} to be a text, received ${formatValue(value)}`);
  }
  if (value.length <= maxNotes) return value;
  throw new RangeError(
    `expected ${what} to have at most ${maxNotes} characters, received ${value.length}`,
  );
}

function checkInteger(option: string, value: unknown, min: number): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= min) return value;
  const Type = typeof value === "number" ? RangeError : TypeError;
  throw new Type(
    `expected the option ${option} to be an integer of ${min} or more, received ${
      formatValue(value)
    }`,
  );
}
