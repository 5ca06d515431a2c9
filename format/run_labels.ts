import { ANNOTATION_LIMITS } from "./annotation_limits.ts";

/** What a script says of its run, for people who look for it among others. */
export interface RunLabels {
  /** The runs that belong together have the same; `null` where the script named none. */
  group: string | null;
  /** Which process of one training this is, from 0; `null` where it is none of several. */
  rank: number | null;
  /** How many processes the training has; `null` where the script did not say. */
  world_size: number | null;
  /** In the order in which they were given, none twice. */
  tags: string[];
  /** Text; `null` where there is none. */
  notes: string | null;
}

/**
 * What a script said of its run, from its metadata. Those of an earlier version say nothing, and
 * those of a stranger may say anything: no more is taken than a script could have written.
 */
export function labelsOf(
  metadata: { readonly [Key in keyof RunLabels]?: unknown } | null,
): RunLabels {
  const { group, rank, world_size: worldSize, tags, notes } = metadata ?? {};
  const { maxGroup, maxNotes, maxTags, maxTag } = ANNOTATION_LIMITS;
  const texts = Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
  return {
    group: textOf(group, maxGroup),
    rank: integerOf(rank, 0),
    world_size: integerOf(worldSize, 1),
    tags: [...new Set(texts.map((tag) => tag.slice(0, maxTag)))]
      .filter((tag) => tag !== "").slice(0, maxTags),
    notes: textOf(notes, maxNotes),
  };
}

function textOf(value: unknown, maxLength: number): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, maxLength) : null;
}

function integerOf(value: unknown, min: number): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= min ? value : null;
}
