import * as v from "@badrap/valita";
import { fields, text } from "./schema.ts";

/** The parameters of `GET /api/boards/:id/texts`. */
export const textsQuery = fields({
  /** A metric whose values are texts. */
  name: text(100_000),
});

/** The checked parameters of `GET /api/boards/:id/texts`. */
export type TextsQuery = v.Infer<typeof textsQuery>;

/** The schema of {@linkcode TextsReply}. */
export const textsReply = v.object({
  /** The last 200 values, the last one first. */
  texts: v.array(v.object({ step: v.number(), text: v.string() })),
});

/** Reply of `GET /api/boards/:id/texts`. */
export type TextsReply = v.Infer<typeof textsReply>;
