import * as v from "@badrap/valita";
import { expecting, fields, list, text } from "./schema.ts";

const MAX_TITLE = 500;
const MAX_NOTES = 20_000;
const MAX_TAGS = 50;
const MAX_TAG = 100;

/** The schema of {@linkcode Annotations}. */
export const annotations = v.object({
  /** The title shown instead of the board's name. At most 500 characters. */
  title: v.string().optional(),
  /** Text. At most 20,000 characters. */
  notes: v.string().optional(),
  /** At most 50, of at most 100 characters each, none twice. */
  tags: v.array(v.string()),
  /** Whether the list leaves the board out by default. */
  hidden: v.boolean(),
});

/** What people wrote about a board. It is kept beside the boards, never in them. */
export type Annotations = v.Infer<typeof annotations>;

const tag = expecting(
  v.string().map((value) => value.trim())
    .assert((value) => value !== "" && value.length <= MAX_TAG),
  `a text of 1 to ${MAX_TAG} characters`,
);

/** The schema of {@linkcode AnnotationsPatch}. */
export const annotationsPatch = fields({
  /** See {@linkcode Annotations}. */
  title: text(MAX_TITLE).map((title) => title.trim()).optional(),
  /** See {@linkcode Annotations}. */
  notes: text(MAX_NOTES).optional(),
  /** See {@linkcode Annotations}. */
  tags: list(tag, MAX_TAGS).map((tags) => [...new Set(tags)]).optional(),
  /** See {@linkcode Annotations}. */
  hidden: expecting(v.boolean(), "true or false").optional(),
});

/** Body of `PATCH /api/boards/:id`: a field that is left out stays; an empty text removes it. */
export type AnnotationsPatch = v.Infer<typeof annotationsPatch>;
