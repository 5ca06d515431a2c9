import * as v from "@badrap/valita";
import { person } from "./person.ts";

/** The schema of {@linkcode InfoReply}. */
export const infoReply = v.object({
  /** The folder whose boards are shown, absolute. */
  baseDir: v.string(),
  /** Why no boards can be listed, in plain words; `null` if they can. */
  problem: v.string().nullable(),
  /** The version of the package. */
  version: v.string(),
  /** Whether only this machine can reach the server. */
  loopback: v.boolean(),
  /** Who is logged in; `null` on a server without tokens of people. */
  person: person.nullable(),
});

/** Reply of `GET /api/info`. */
export type InfoReply = v.Infer<typeof infoReply>;
