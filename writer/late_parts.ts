/** What is imported late, as the user is told of it. */
export const LATE_PARTS = [
  "",
  "DuckDB",
  "Parquet and Arrow",
  "the backend's module",
  "what reads the size of images",
  "what checks records that an earlier run left",
] as const;

/** Something that is imported late. */
export type LatePart = Exclude<(typeof LATE_PARTS)[number], "">;

/** The npm package of each by which one sees that it was downloaded: the largest one; "" for none. */
export const PACKAGE_OF_PART: Readonly<Record<LatePart, string>> = {
  "DuckDB": "@duckdb/node-bindings-{platform}",
  "Parquet and Arrow": "parquet-wasm",
  "the backend's module": "",
  "what reads the size of images": "image-size",
  "what checks records that an earlier run left": "@badrap/valita",
};
