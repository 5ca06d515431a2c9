import * as v from "@badrap/valita";
import { ANNOTATION_LIMITS } from "../../format/annotation_limits.ts";
import { expecting, fields, list, text } from "./schema.ts";

const { maxTitle, maxGroup, maxNotes, maxTags, maxTag } = ANNOTATION_LIMITS;

/** The schema of {@linkcode Annotations}. */
export const annotations = v.object({
  /** The title shown instead of the board's name. At most 500 characters. */
  title: v.string().optional(),
  /** Text. At most 20,000 characters. */
  notes: v.string().optional(),
  /** The runs that belong together have the same. At most 500 characters. */
  group: v.string().optional(),
  /** At most 50, of at most 100 characters each, none twice. */
  tags: v.array(v.string()),
  /** Whether the list leaves the board out by default. */
  hidden: v.boolean(),
  /** Who wrote what people changed, on a server that knows them; tags by themselves. */
  authors: v.object({
    title: v.string().optional(),
    notes: v.string().optional(),
    group: v.string().optional(),
    tags: v.record(v.string()).optional(),
  }).optional(),
});

/**
 * What is shown of a run besides what it logged: what its script says, as people changed it. What
 * they changed is kept beside the boards, never in them.
 */
export type Annotations = v.Infer<typeof annotations>;

const tag = expecting(
  v.string().map((value) => value.trim())
    .assert((value) => value !== "" && value.length <= maxTag),
  `a text of 1 to ${maxTag} characters`,
);

/** The schema of {@linkcode AnnotationsPatch}. */
export const annotationsPatch = fields({
  /** See {@linkcode Annotations}. */
  title: text(maxTitle).map((title) => title.trim()).optional(),
  /** See {@linkcode Annotations}. */
  notes: text(maxNotes).optional(),
  /** See {@linkcode Annotations}. */
  group: text(maxGroup).map((group) => group.trim()).optional(),
  /** See {@linkcode Annotations}. */
  tags: list(tag, maxTags).map((tags) => [...new Set(tags)]).optional(),
  /** Tags to add to those that the board has by now. */
  addTags: list(tag, maxTags).optional(),
  /** Tags to remove from those that the board has by now. */
  removeTags: list(tag, maxTags).optional(),
  /**
   * The texts that the new ones replace, empty if there were none. If the board has
   * others by now, nothing is changed: 409.
   */
  was: fields({
    title: text(maxTitle).optional(),
    notes: text(maxNotes).optional(),
    group: text(maxGroup).optional(),
  }).optional(),
  /** See {@linkcode Annotations}. */
  hidden: expecting(v.boolean(), "true or false").optional(),
});

/** Body of `PATCH /api/boards/:id`: a field that is left out stays; an empty text removes it. */
export type AnnotationsPatch = v.Infer<typeof annotationsPatch>;
