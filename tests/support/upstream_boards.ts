import { DuckDBInstance } from "@duckdb/node-api";
import { join } from "@std/path";

/** SHA-256 of the image in the boards. */
export const MEDIA_ID = "957ee1c67bbc310d40f8e75753ee2c45a75ba30143c16a1e17e8d811a8024a36";

/** The statements of KohakuBoard's DuckDB backend, and rows as it wrote them. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  metrics: [
    "CREATE TABLE metrics (step BIGINT NOT NULL, global_step BIGINT, timestamp TIMESTAMP NOT NULL)",
    'ALTER TABLE metrics ADD COLUMN "train__loss" DOUBLE',
    'ALTER TABLE metrics ADD COLUMN "lr" DOUBLE',
    'ALTER TABLE metrics ADD COLUMN "val__acc" DOUBLE',
    `INSERT INTO metrics VALUES
      (0, 0, '2025-10-29 12:00:00.123456', 1, 0.1, NULL),
      (1, 0, '2025-10-29 12:00:01.123456', 0.5, 0.1, NULL),
      (2, 1, '2025-10-29 12:00:02.123456', 'NaN', 0.1, NULL),
      (3, 1, '2025-10-29 12:00:03.123456', 0.25, 0.1, 'Infinity')`,
  ],
  media: [
    `CREATE TABLE media (step BIGINT NOT NULL, global_step BIGINT, name VARCHAR NOT NULL,
      caption VARCHAR, media_id VARCHAR, type VARCHAR, filename VARCHAR, path VARCHAR,
      size_bytes BIGINT, format VARCHAR, width INTEGER, height INTEGER)`,
    `INSERT INTO media VALUES (4, 2, 'sample', 'a caption', '${MEDIA_ID}', 'image',
      'sample_00000004_957ee1c6.gif', '/home/me/kohakuboard/x/media/sample_00000004_957ee1c6.gif',
      NULL, NULL, 1, 1)`,
  ],
  tables: [
    `CREATE TABLE tables (step BIGINT NOT NULL, global_step BIGINT, name VARCHAR NOT NULL,
      columns VARCHAR, column_types VARCHAR, rows VARCHAR)`,
    `INSERT INTO tables VALUES (5, 2, 'worst', '["n", "text", "image", "ok"]',
      '["number", "text", "media", "boolean"]',
      '[[NaN, "x, NaN, \\"Infinity\\"", "<media id=${MEDIA_ID}>", true], ' ||
      '[-Infinity, "NaN", null, false], [1.5, "back\\\\slash", null, null]]')`,
  ],
  histograms: [
    `CREATE TABLE histograms (step BIGINT NOT NULL, global_step BIGINT, name VARCHAR NOT NULL,
      num_bins INTEGER, bins VARCHAR, counts VARCHAR)`,
    `INSERT INTO histograms VALUES
      (6, 2, 'weights', 4, '[0.0, 1.0, 2.0, 3.0, 4.0]', '[1, 2, 0, 1]'),
      (7, 2, 'none', 2, '[-1e-05, 0.5, 2.0]', '[0, 0]')`,
  ],
};

/**
 * Makes a board as KohakuBoard's Python client did.
 *
 * @param kind One DuckDB file, one per table, or the Parquet files that it wrote.
 */
export async function makeUpstreamBoard(
  boardDir: string,
  kind: "one file" | "files" | "parquet",
): Promise<void> {
  const fixture = new URL("./fixtures/upstream_parquet/", import.meta.url);
  for (const folder of ["data", "media", "logs"]) {
    Deno.mkdirSync(join(boardDir, folder), { recursive: true });
  }
  const image = "media/sample_00000004_957ee1c6.gif";
  Deno.copyFileSync(new URL(image, fixture), join(boardDir, image));
  const metadata = JSON.parse(Deno.readTextFileSync(new URL("metadata.json", fixture)));
  const backend = kind === "parquet" ? "parquet" : "duckdb";
  Deno.writeTextFileSync(
    join(boardDir, "metadata.json"),
    JSON.stringify({ ...metadata, name: `upstream ${kind}`, backend }),
  );
  if (kind === "parquet") {
    for (const table of ["metrics", "media", "tables"]) {
      const name = `data/${table}.parquet`;
      Deno.copyFileSync(new URL(name, fixture), join(boardDir, name));
    }
    return;
  }
  for (const [table, statements] of Object.entries(TABLES)) {
    const name = kind === "files" ? `${table}.duckdb` : "board.duckdb";
    const instance = await DuckDBInstance.create(join(boardDir, "data", name));
    const connection = await instance.connect();
    for (const statement of statements) await connection.run(statement);
    connection.closeSync();
    instance.closeSync();
  }
}
