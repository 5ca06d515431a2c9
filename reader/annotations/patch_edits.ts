import { ANNOTATION_LIMITS } from "../../format/annotation_limits.ts";
import type { RunLabels } from "../../format/run_labels.ts";
import { AnnotationConflictError } from "./annotation_conflict_error.ts";
import { type AnnotationEdits, NO_EDITS } from "./annotation_edits.ts";
import type { AnnotationsPatch } from "./annotations_patch.ts";

/** How much of another's text is shown to who would replace it, in characters. */
const MAX_SHOWN = 300;

const TEXTS = ["title", "notes", "group"] as const;

/**
 * What people changed of a run, after one more change.
 *
 * @param labels What the script says: what is as the script has it is no change, and follows the script.
 * @throws {AnnotationConflictError} Where a text is no longer what the patch says it was.
 * @throws {RangeError} Where there are too many tags.
 */
export function patchEdits(
  before: Readonly<AnnotationEdits> = NO_EDITS,
  patch: AnnotationsPatch,
  labels: Pick<RunLabels, "group" | "tags" | "notes">,
): AnnotationEdits {
  const scripted = { title: "", notes: labels.notes ?? "", group: labels.group ?? "" };
  const edits: AnnotationEdits = { ...before, hidden: patch.hidden ?? before.hidden };
  for (const field of TEXTS) {
    const wanted = patch[field];
    if (wanted === undefined) continue;
    checkUnchanged(field, patch.was?.[field], before[field] ?? scripted[field], wanted);
    if (wanted === scripted[field]) delete edits[field];
    else edits[field] = wanted;
  }
  return patchTags(edits, patch, labels.tags);
}

/** Refuses to replace a text that somebody else wrote since the sender read it. */
function checkUnchanged(
  field: (typeof TEXTS)[number],
  was: string | undefined,
  is: string,
  wanted: string,
): void {
  if (was === undefined || was === is || wanted === is) return;
  const shown = is.length > MAX_SHOWN ? `${is.slice(0, MAX_SHOWN)}…` : is;
  throw new AnnotationConflictError(
    `Cannot replace the ${field}: meanwhile somebody changed ${
      field === "notes" ? "them" : "it"
    } to "${shown}"; save again to replace that`,
  );
}

function patchTags(
  edits: AnnotationEdits,
  { tags, addTags = [], removeTags = [] }: AnnotationsPatch,
  scripted: readonly string[],
): AnnotationEdits {
  // What was written by hand stays as it is.
  if (tags === undefined && addTags.length === 0 && removeTags.length === 0) return edits;
  const { tags: own, removed_tags: taken = [], ...rest } = edits;
  const before = [...scripted.filter((tag) => !taken.includes(tag)), ...own];
  const kept = (tags ?? before).filter((tag) => !removeTags.includes(tag));
  const wanted = [...new Set([...kept, ...addTags])];
  checkCount(wanted.length, new Set(before).size);
  const removed = scripted.filter((tag) => !wanted.includes(tag));
  return {
    ...rest,
    tags: wanted.filter((tag) => !scripted.includes(tag)),
    ...removed.length === 0 ? {} : { removed_tags: removed },
  };
}

function checkCount(count: number, before: number): void {
  const { maxTags } = ANNOTATION_LIMITS;
  if (count <= maxTags || count <= before) return;
  throw new RangeError(`Cannot add the tags: expected at most ${maxTags}, received ${count}`);
}
