import * as v from "@badrap/valita";
import { fields } from "./schema.ts";

/** The schema of {@linkcode SessionRequest}. */
export const sessionRequest = fields({
  /** The token that `kobo token create` printed. */
  token: v.string(),
});

/** Body of `POST /api/session`. */
export type SessionRequest = v.Infer<typeof sessionRequest>;
