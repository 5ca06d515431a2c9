import { DuckDBInstance } from "@duckdb/node-api";
import type { ForgedBoard, Forgery } from "../support/forgery.ts";
import { repeatRowGroup } from "../support/repeat_row_group.ts";

function metadata(change: Record<string, unknown>): Forgery {
  return (board) => void board.copyOf("duckdb").metadata({ status: "finished", ...change });
}

/** A `metrics.parquet` that DuckDB writes for a query; a board of one file. */
export function parquet(name: string, query: string, options = ""): Forgery {
  return async (board) => {
    const bytes = await board.costly(`${name}.parquet`, async (path) => {
      await inDuckDb([`COPY (${query}) TO '${path}' (FORMAT parquet ${options})`]);
    });
    board.metadata({ backend: "parquet", status: "finished" }).file("data/metrics.parquet", bytes);
  };
}

/** A `board.duckdb` with what some statements make; `b` is its name in them. */
export function duckdb(name: string, ...statements: string[]): Forgery {
  return async (board) => {
    const bytes = await board.costly(`${name}.duckdb`, async (path) => {
      const own = statements.map((sql) => sql.replaceAll("$HOME", board.world.home));
      await inDuckDb([`ATTACH '${path}' AS b`, ...own, "DETACH b"]);
    });
    board.metadata({ status: "finished" }).file("data/board.duckdb", bytes);
  };
}

async function inDuckDb(statements: string[]): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    for (const sql of statements) await connection.run(sql);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The key columns of a table, made of its column `step`. */
export const KEYS =
  "step::BIGINT AS step, NULL::BIGINT AS global_step, now()::TIMESTAMP AS timestamp";

/** What is small on disk and large in memory, torn, or of other kinds than a board's. */
export const SIZES: Record<string, Forgery> = {
  metadata_nested_deeply: (board) => {
    const deep = "[".repeat(20_000) + "]".repeat(20_000);
    sound(board, `"config":{"a":${deep}}`);
  },
  metadata_nested_deeply_at_the_top: (board) => {
    board.copyOf("duckdb").metadata("[".repeat(200_000) + "]".repeat(200_000));
  },
  metadata_runtime_nested_deeply: (board) => {
    sound(board, `"config":{},"runtime":{"a":${'{"b":'.repeat(20_000)}1${"}".repeat(20_000)}}`);
  },
  metadata_of_a_million_keys: (board) => {
    const keys = Array.from({ length: 1_000_000 }, (_, index) => `"k${index}":1`);
    sound(board, `"config":{${keys.join()}}`);
  },
  metadata_of_a_gigabyte: (board) => void board.copyOf("duckdb").sparse("metadata.json", 2 ** 30),
  metadata_of_a_long_name: metadata({ name: "n".repeat(4_000_000) }),
  metadata_of_other_types: metadata({
    name: { toString: 1 },
    board_id: [1],
    config: [1, 2],
    created_at: "yesterday",
    status: "__proto__",
    finished_at: { a: 1 },
    runtime: 5,
  }),
  metadata_of_other_types_again: metadata({
    name: null,
    board_id: 1e308,
    config: "x",
    created_at: "",
    status: ["finished"],
    finished_at: 1e300,
    runtime: [null],
  }),
  metadata_with_proto: (board) => {
    sound(
      board,
      `"config":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}},` +
        `"runtime":{"__proto__":null,"hasOwnProperty":1}`,
    );
  },
  metadata_that_is_null: (board) => void board.copyOf("duckdb").metadata("null"),
  metadata_that_is_empty: (board) => void board.copyOf("duckdb").metadata(""),
  metadata_of_no_utf_8: (board) =>
    void board.copyOf("duckdb").file("metadata.json", Uint8Array.of(0xff, 0xfe, 0, 0x7b)),
  dates_beyond_all_years: metadata({
    created_at: "+275760-09-13T00:00:00.000Z",
    finished_at: "-271821-04-20T00:00:00.000Z",
  }),
  dates_that_are_none: metadata({
    created_at: "2026-99-99T99:99:99Z",
    finished_at: "9".repeat(99),
  }),
  format_of_the_future: metadata({ format_version: 1e308 }),
  parquet_with_texts_of_30_mb: parquet(
    "long_text",
    `SELECT ${KEYS}, repeat('a', 30000000) AS note FROM range(3) t(step)`,
    ", COMPRESSION zstd",
  ),
  parquet_of_many_values: parquet(
    "many_rows",
    `SELECT ${KEYS}, 1.5 AS loss FROM range(5000000) t(step)`,
    ", COMPRESSION zstd, ROW_GROUP_SIZE 1000000",
  ),
  parquet_without_key_columns: parquet("no_keys", "SELECT 1 AS a, 'x' AS b"),
  parquet_of_other_types: parquet(
    "other_types",
    "SELECT 'a' AS step, [1] AS global_step, {'a': 1} AS timestamp, MAP {1: 2} AS loss",
  ),
  parquet_that_names_a_row_group_often: async (board) => {
    const bytes = await board.costly("small.parquet", async (path) => {
      await inDuckDb([
        `COPY (SELECT ${KEYS}, 1.5 AS loss FROM range(50000) t(step)) TO '${path}' (FORMAT parquet)`,
      ]);
    });
    board.metadata({ backend: "parquet", status: "finished" })
      .file("data/metrics.parquet", repeatRowGroup(bytes, 200));
  },
  parquet_with_a_huge_footer: (board) => {
    const bytes = new Uint8Array(64);
    const view = new DataView(bytes.buffer);
    for (const at of [0, 60]) bytes.set([80, 65, 82, 49], at);
    view.setUint32(56, 0x7fff_ffff, true);
    board.killed({ backend: "parquet" }).file("data/metrics.parquet", bytes);
  },
  parquet_of_many_parts: (board) => {
    board.copyOf("parquet");
    Deno.removeSync(board.path("file_checksums.json"));
    for (let number = 1; number <= 10_000; number++) {
      board.file(`data/metrics.${String(number).padStart(6, "0")}.parquet`, "");
    }
  },
  parquet_of_random_bytes: (board) => {
    const bytes = random(20_000, 1);
    for (const at of [0, bytes.length - 4]) bytes.set([80, 65, 82, 49], at);
    new DataView(bytes.buffer).setUint32(bytes.length - 8, 15_000, true);
    board.killed({ backend: "parquet" }).file("data/metrics.parquet", bytes);
  },
  parquet_parts_by_the_hundred: (board) => {
    board.copyOf("parquet").killed({ backend: "parquet" });
    const part = Deno.readFileSync(board.path("data/metrics.parquet"));
    for (let number = 1; number <= 100; number++) {
      board.file(`data/metrics.${String(number).padStart(6, "0")}.parquet`, part);
    }
  },
  duckdb_that_is_cut: (board) => {
    board.copyOf("duckdb").killed();
    const bytes = Deno.readFileSync(board.path("data/board.duckdb"));
    board.file("data/board.duckdb", bytes.subarray(0, bytes.length / 2));
  },
  duckdb_finished_that_is_cut: (board) => {
    board.copyOf("duckdb");
    const bytes = Deno.readFileSync(board.path("data/board.duckdb"));
    board.file("data/board.duckdb", bytes.subarray(0, 9_000));
  },
  duckdb_with_random_blocks: (board) => {
    board.copyOf("duckdb");
    const bytes = Deno.readFileSync(board.path("data/board.duckdb"));
    bytes.set(random(bytes.length - 12_288, 2), 12_288);
    board.file("data/board.duckdb", bytes);
  },
  duckdb_with_a_random_wal: (board) =>
    void board.copyOf("duckdb").killed().file("data/board.duckdb.wal", random(50_000, 3)),
  duckdb_with_a_view_of_a_file: duckdb(
    "view_of_file",
    "CREATE VIEW b.metrics AS SELECT 0 AS step, content FROM read_text('$HOME/documents/letter.txt')",
  ),
  duckdb_with_an_endless_view: duckdb(
    "endless_view",
    "CREATE VIEW b.metrics AS SELECT a.range AS step FROM range(10000000000) a, range(10000000000)",
  ),
  duckdb_with_a_long_text: duckdb(
    "long_text",
    `CREATE TABLE b.metrics AS SELECT ${KEYS}, repeat('a', 30000000) AS note FROM range(2) t(step)`,
  ),
  duckdb_with_generated_columns: duckdb(
    "generated",
    "CREATE TABLE b.metrics (step BIGINT, global_step BIGINT, timestamp TIMESTAMP, " +
      "loss DOUBLE, note VARCHAR GENERATED ALWAYS AS (repeat('a', 50000000)))",
    "INSERT INTO b.metrics VALUES (0, NULL, now()::TIMESTAMP, 1), (1, NULL, now()::TIMESTAMP, 2)",
  ),
  duckdb_with_other_types: duckdb(
    "other_types",
    "CREATE TABLE b.metrics AS SELECT 'x' AS step, {'a': [1]} AS timestamp, 1 AS loss",
    "CREATE TABLE b.media AS SELECT 1 AS step",
    "CREATE TABLE b.tables AS SELECT 1 AS step, 2 AS name, 3 AS rows",
    "CREATE TABLE b.histograms AS SELECT 1 AS step, 'a' AS bins",
  ),
  duckdb_of_views_in_a_circle: duckdb(
    "circle",
    "CREATE TABLE b.t AS SELECT 1 AS step",
    "CREATE VIEW b.media AS SELECT * FROM b.t",
    "CREATE OR REPLACE VIEW b.metrics AS SELECT * FROM b.media",
    "CREATE OR REPLACE VIEW b.media AS SELECT * FROM b.metrics",
  ),
  duckdb_with_macros: duckdb(
    "macros",
    "CREATE MACRO b.max(x) AS 'mine'",
    "CREATE MACRO b.count(x) AS error('mine')",
    "CREATE MACRO b.metrics() AS TABLE SELECT content FROM read_text('$HOME/documents/letter.txt')",
    `CREATE TABLE b.metrics AS SELECT ${KEYS}, 1.5 AS loss FROM range(3) t(step)`,
  ),
  duckdb_with_a_failing_view: duckdb(
    "failing",
    `CREATE VIEW b.metrics AS SELECT ${KEYS}, error('mine') AS loss FROM range(3) t(step)`,
  ),
  duckdb_with_a_view_of_all_files: duckdb(
    "view_of_all_files",
    "CREATE VIEW b.metrics AS SELECT 0 AS step, file AS home FROM glob('$HOME/**')",
    "CREATE VIEW b.media AS SELECT 0 AS step, name AS name FROM duckdb_secrets()",
  ),
  duckdb_with_odd_names: duckdb(
    "odd_names",
    `CREATE TABLE b.metrics AS SELECT ${KEYS}, 1.5 AS "x""; DROP TABLE runs; --", ` +
      `2.5 AS "[2J‮", 3 AS "${"n".repeat(5_000)}" FROM range(3) t(step)`,
  ),
  duckdb_with_odd_types: duckdb(
    "odd_types",
    "CREATE TYPE b.mood AS ENUM ('a', 'b')",
    `CREATE TABLE b.metrics AS SELECT ${KEYS}, 'a'::b.mood AS m, ` +
      "INTERVAL 5 YEAR AS i, '1'::BIT AS bits, 'x'::BLOB AS bytes, 1::HUGEINT AS h, " +
      "[[1], NULL] AS l, MAP {'a': 1} AS p, UUID() AS u, TIME '10:00' AS d, " +
      "union_value(k := 1) AS un, 'infinity'::TIMESTAMP AS inf FROM range(3) t(step)",
  ),
  duckdb_with_a_thousand_columns: duckdb(
    "many_columns",
    `CREATE TABLE b.metrics AS SELECT ${KEYS}, ${
      Array.from({ length: 1_000 }, (_, index) => `${index} AS m${index}`).join()
    } FROM range(2) t(step)`,
  ),
  parquet_with_odd_names: parquet(
    "odd_names",
    `SELECT ${KEYS}, 1.5 AS "x""; --", 2.5 AS "[2J‮" FROM range(3) t(step)`,
  ),
  parquet_with_an_encrypted_footer: (board) => {
    board.copyOf("parquet");
    const bytes = Deno.readFileSync(board.path("data/metrics.parquet"));
    for (const at of [0, bytes.length - 4]) bytes.set([80, 65, 82, 69], at);
    board.file("data/metrics.parquet", bytes);
  },
  ...Object.fromEntries(
    Array.from(
      { length: 6 },
      (_, seed) => [`parquet_with_a_changed_footer_${seed}`, changed(seed)],
    ),
  ),
  media_without_end: (board) => void board.copyOf("duckdb").sparse("media/large.png", 2 ** 40),
  logs_without_end: (board) =>
    void board.copyOf("duckdb").killed().sparse("logs/output.log", 2 ** 40),
  data_and_logs_of_nobody_without_end: (board) =>
    void board.copyOf("duckdb").killed().sparse("data/huge.bin", 2 ** 40)
      .sparse("data/metrics.parquet", 2 ** 40).sparse("logs/huge.log", 2 ** 40),
  checksums_of_other_kinds: (board) =>
    void board.copyOf("parquet").killed({ backend: "parquet" })
      .file(
        "data/checksums.json",
        `{"metrics.parquet":${"[".repeat(20_000)}${"]".repeat(20_000)}}`,
      ),
  checksums_without_end: (board) =>
    void board.copyOf("parquet").killed({ backend: "parquet" })
      .sparse("data/checksums.json", 2 ** 33),
};

/** A finished board whose footers have a few other bytes. */
function changed(seed: number): Forgery {
  return (board) => {
    board.copyOf("parquet");
    const bytes = Deno.readFileSync(board.path("data/metrics.parquet"));
    const footerBytes = new DataView(bytes.buffer).getUint32(bytes.length - 8, true);
    const noise = random(16, seed + 10);
    for (let at = 0; at < 8; at++) {
      const offset = (noise[at]! * 251 + noise[at + 8]!) % footerBytes;
      bytes[bytes.length - 8 - footerBytes + offset] = noise[at + 8]!;
    }
    board.file("data/metrics.parquet", bytes);
  };
}

function sound(board: ForgedBoard, fields: string): void {
  board.copyOf("duckdb").metadata(
    `{"name":"forged","board_id":"forged","backend":"duckdb","format_version":1,` +
      `"created_at":"2026-01-01T00:00:00.000Z","status":"finished",${fields}}`,
  );
}

function random(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from(
    { length },
    () => (state = (state * 1103515245 + 12345) & 0x7fffffff) >> 16,
  );
}
