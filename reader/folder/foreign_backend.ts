import { type Metadata, UPSTREAM_VERSION } from "../../format/metadata.ts";

/** Why the reader cannot read the rows of a board whose backend is none that it knows. */
export function foreignBackendReason(
  { backend, format_version: version }: Pick<Metadata, "backend" | "format_version">,
): string {
  return version === UPSTREAM_VERSION
    ? `KohakuBoard's Python client wrote it with its backend "${backend}"; of that client's, ` +
      `"duckdb" and "parquet" are read`
    : `its backend is "${backend}", expected "duckdb" or "parquet"`;
}
