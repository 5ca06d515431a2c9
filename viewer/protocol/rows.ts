import * as v from "@badrap/valita";
import { mediaKind } from "./media_kind.ts";
import { fields, integerText, oneOf, type Sent, text } from "./schema.ts";

const name = text(100_000);

/** The fields that a row of media, tables and histograms has. */
export const loggedRow = {
  /** The step of the row. */
  step: v.number(),
  /** The global step of the row, which `board.step()` had set. */
  globalStep: v.number().nullable(),
  /** When it was logged. */
  timestamp: v.union(v.string(), v.null()),
  /** The name it was logged under. */
  name: v.string(),
};

/** The schema of {@linkcode RowsQuery}. */
export const rowsQuery = fields({
  /** Only rows of this name. */
  name: name.optional(),
  /** Only rows of this step. */
  step: integerText().optional(),
  /** The least step, inclusive. */
  from: integerText().optional(),
  /** The greatest step, inclusive. */
  to: integerText().optional(),
  /** Only rows above this step. */
  after: integerText(-1).optional(),
  /** At most so many rows, the first ones; 1 to 10,000. Default: 1000. */
  limit: integerText(1, 10_000).optional(() => 1000),
  /** Media only: their type. */
  type: mediaKind.optional(),
  /** Histograms only: at most so many rows, evenly spaced; 1 to 10,000. Default: all. */
  thin: integerText(1, 10_000).optional(),
});

/** A {@linkcode RowsQuery} with all its defaults. */
export type CheckedRowsQuery = v.Infer<typeof rowsQuery>;

/** Which rows of media, tables and histograms are wanted: the parameters of the address. */
export type RowsQuery = Sent<CheckedRowsQuery, "limit">;

/** The parameters of `GET /api/boards/:id/steps`. */
export const stepsQuery = fields({
  /** The table. */
  kind: oneOf("media", "tables", "histograms"),
  /** Only rows of this name. Default: all. */
  name: name.optional(),
  /** With each step its place on this axis. Default: none. */
  x: oneOf("global_step", "metric").optional(),
  /** The metric of the axis; only with `x=metric`. */
  metric: name.optional(),
});

/** The checked parameters of `GET /api/boards/:id/steps`. */
export type StepsQuery = v.Infer<typeof stepsQuery>;

/** An axis other than the steps: the global step, or a metric, of which the last value counts. */
export type StepsAxis = { x: "global_step" } | { x: "metric"; metric: string };

/** The schema of {@linkcode StepsReply}. */
export const stepsReply = v.object({
  /** Rising, none twice; the last 100,000 at most. */
  steps: v.array(v.number()),
  /** With `x` the place of each step on that axis; `null` if it has none. */
  places: v.array(v.number().nullable()).optional(),
});

/** Reply of `GET /api/boards/:id/steps`. */
export type StepsReply = v.Infer<typeof stepsReply>;
