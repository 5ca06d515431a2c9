import * as v from "@badrap/valita";
import { person } from "./person.ts";

/** The schema of {@linkcode InfoReply}. */
export const infoReply = v.object({
  /** The folder whose boards are shown, absolute; of a shared page its name. */
  baseDir: v.string(),
  /** Why no boards can be listed, in plain words; `null` if they can. */
  problem: v.string().nullable(),
  /** Whether a first run may come: the folder can be listed, or does not exist yet. */
  awaitsRuns: v.boolean(),
  /** The version of the package. */
  version: v.string(),
  /** Whether only this machine can reach the server. */
  loopback: v.boolean(),
  /** Who is logged in; `null` on a server without tokens of people. */
  person: person.nullable(),
  /** What the page may ask for; it does not offer the rest. */
  allows: v.object({
    /** Titles, notes, tags, and which runs are hidden. */
    annotate: v.boolean(),
    /** To delete boards. */
    remove: v.boolean(),
    /** Queries in SQL. */
    sql: v.boolean(),
    /** To list and load the files that runs have logged. */
    files: v.boolean(),
    /** Whether boards may come, go and change: otherwise they are as they were when they were shared. */
    follow: v.boolean(),
  }),
  /** What the reader should know of what is shown, in plain words, one text each. */
  notices: v.array(v.string()),
});

/** Reply of `GET /api/info`. */
export type InfoReply = v.Infer<typeof infoReply>;
