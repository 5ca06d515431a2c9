import type { AnnotationEdits } from "./annotation_edits.ts";
import type { AnnotationTimes } from "./annotation_times.ts";
import { tagsIn, TagStates } from "./tag_states.ts";

/** The times after a change: what is as it was keeps its own. */
export function timesAfter(
  before: Readonly<AnnotationEdits> | undefined,
  after: Readonly<AnnotationEdits>,
  now: string,
): AnnotationTimes | undefined {
  const times: AnnotationTimes = { ...before?.changed_at };
  for (const field of ["title", "notes", "group"] as const) {
    if (after[field] !== before?.[field]) times[field] = laterThan(times[field], now);
  }
  const tags = new Map(Object.entries(times.tags ?? {}));
  const [then, since] = [new TagStates(before), new TagStates(after)];
  for (const tag of tagsIn(before, after)) {
    if (then.of(tag) !== since.of(tag)) {
      tags.set(tag, laterThan(tags.get(tag), now));
    }
  }
  if (tags.size > 0) times.tags = Object.fromEntries(tags);
  return Object.keys(times).length > 0 ? times : undefined;
}

/** Now, or just after the change that is replaced, where the clock of its machine was ahead of ours. */
function laterThan(replaced: string | undefined, now: string): string {
  if (replaced === undefined || replaced < now) return now;
  const next = new Date(Date.parse(replaced) + 1);
  return next.getUTCFullYear() < 10_000 ? next.toISOString() : now; // Not of a time that is none.
}
