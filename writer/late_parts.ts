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

/** Those that are this library's. */
export type OwnLatePart = Exclude<LatePart, "the backend's module">;

/** The npm package of each by which one sees that it was downloaded: the largest one; "" for none. */
export const PACKAGE_OF_PART: Readonly<Record<LatePart, string>> = {
  "DuckDB": "@duckdb/node-bindings-{platform}",
  "Parquet and Arrow": "parquet-wasm",
  "the backend's module": "",
  "what reads the size of images": "image-size",
  "what checks records that an earlier run left": "@badrap/valita",
};

/** The module of each, by an address that only running code knows: see `import_late.ts`. */
export function lateModules(): Readonly<Record<OwnLatePart, URL>> {
  return {
    "DuckDB": new URL("../backends/duckdb/load_duckdb.ts", import.meta.url),
    "Parquet and Arrow": new URL("../backends/parquet/load_parquet.ts", import.meta.url),
    "what reads the size of images": new URL("./media/image_size.ts", import.meta.url),
    "what checks records that an earlier run left": new URL(
      "./journal/records_schema.ts",
      import.meta.url,
    ),
  };
}
