import * as v from "@badrap/valita";

/** The schema of {@linkcode Role}. */
export const role = v.union(v.literal("viewer"), v.literal("writer"), v.literal("admin"));

/**
 * What somebody may do on a team's server: a `viewer` reads, a `writer` also sends boards and
 * annotates those, an `admin` also annotates and deletes any board.
 */
export type Role = v.Infer<typeof role>;

/** The schema of {@linkcode Person}. */
export const person = v.object({
  /** The name that the token was made for. */
  name: v.string(),
  /** What the token allows. */
  role,
});

/** Somebody who is logged in. */
export type Person = v.Infer<typeof person>;
