import * as v from "@badrap/valita";

/** A value of JSON. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The schema of {@linkcode Json}. */
export const json: v.Type<Json> = v.lazy(() =>
  v.union(v.null(), v.boolean(), v.number(), v.string(), v.array(json), v.record(json))
);

/** The schema of {@linkcode JsonNumber}. */
export const jsonNumber = v.union(
  v.number(),
  v.literal("NaN"),
  v.literal("Infinity"),
  v.literal("-Infinity"),
);

/** A number of JSON, or the name of one that JSON does not have. */
export type JsonNumber = v.Infer<typeof jsonNumber>;
