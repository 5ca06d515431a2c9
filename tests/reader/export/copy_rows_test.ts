import { assert, assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { DuckDBInstance } from "@duckdb/node-api";
import { parquetReadObjects } from "hyparquet";
import { Histogram } from "../../../mod.ts";
import { BoardReadError, openBoard, openBoards, QueryError } from "../../../reader/mod.ts";
import { OpenBoards } from "../../board/open_boards.ts";
import { parseCsv } from "../../support/parse_csv.ts";

const VALUES = [1.5, NaN, Infinity, -Infinity, -0.1, 5e-324, 1.7976931348623157e308, 1 / 3];
const TEXTS = [
  "plain",
  'two\nlines, "quoted"\r\n',
  "😀 漢字 é",
  "",
  " ",
  "NaN",
  "null",
  "it's \\ , ;",
];

/** What every reader must find: step, value, yes, text. */
const EXPECTED = VALUES.map((value, step) => [
  step,
  Number.isFinite(value) ? value : String(value),
  step % 2 === 0,
  TEXTS[step],
]);

async function exported(boards: OpenBoards, backend: "duckdb" | "parquet") {
  const board = boards.open({ backend });
  for (const [i, value] of VALUES.entries()) {
    board.log({ value, yes: i % 2 === 0, text: TEXTS[i] });
  }
  board.logHistogram("h", new Histogram([0, 0.5, NaN]));
  await board.finish();
  await using reader = await openBoard(board.boardDir);
  const query = "FROM metrics WHERE value IS NOT NULL ORDER BY step; ";
  const paths = { csv: "", json: "", parquet: "" };
  for (const format of ["csv", "json", "parquet"] as const) {
    const path = boards.dir.join(`${backend}.${format}`);
    const write = { csv: "exportCsv", json: "exportJson", parquet: "exportParquet" } as const;
    assertEquals(await reader[write[format]](path, { query }), VALUES.length);
    await reader[write[format]](`${path}.h.${format}`, { table: "histograms" });
    paths[format] = path;
  }
  return paths;
}

function plain(cell: unknown): unknown {
  if (typeof cell === "bigint") return Number(cell);
  return typeof cell === "number" && !Number.isFinite(cell) ? String(cell) : cell;
}

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`exports of a board of ${backend} come back in DuckDB and JavaScript`, async () => {
    await using boards = new OpenBoards();
    const { csv, json, parquet } = await exported(boards, backend);

    const [header, ...rows] = parseCsv(Deno.readTextFileSync(csv));
    assertEquals(header, ["step", "global_step", "timestamp", "value", "yes", "text"]);
    assertEquals(
      rows.map(([step, , , value, yes, text]) => [+step!, plain(+value!), yes === "true", text]),
      EXPECTED,
    );
    const objects: Record<string, unknown>[] = JSON.parse(Deno.readTextFileSync(json));
    assertEquals(objects.map(({ step, value, yes, text }) => [step, value, yes, text]), EXPECTED);
    assert(!Number.isNaN(Date.parse(String(objects[0]!.timestamp))));
    const bytes = Deno.readFileSync(parquet);
    const read = await parquetReadObjects({ file: bytes.buffer });
    assertEquals(
      read.map(({ step, value, yes, text }) => [step, value, yes, text].map(plain)),
      EXPECTED,
    );

    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    for (
      const from of [
        `read_csv('${csv}', allow_quoted_nulls = false)`,
        `read_json('${json}')`,
        `'${parquet}'`,
      ]
    ) {
      const result = await connection.runAndReadAll(
        `SELECT step, value::DOUBLE, yes, text FROM ${from} ORDER BY step`,
      );
      assertEquals(result.getRows().map((row) => row.map(plain)), EXPECTED, from);
    }
    for (const format of ["csv", "json"]) {
      const [[bins, nan] = []] = (await connection.runAndReadAll(
        `SELECT bins::JSON::DOUBLE[], nan_count FROM '${
          boards.dir.join(backend)
        }.${format}.h.${format}'`,
      )).getRows();
      assertEquals(String(bins).split(",").length, 65, format);
      assertEquals(Number(nan), 1);
    }
    connection.closeSync();
    instance.closeSync();
  });
}

Deno.test("exportParquet() keeps each zero's sign, also where a column has both", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  board.log({ value: 1 });
  await board.finish();
  await using reader = await openBoard(board.boardDir);
  const negative = "CASE WHEN range % 3 = 0 THEN -0.0::DOUBLE ELSE 0 END";
  const path = boards.dir.join("zeros.parquet");
  for (
    const [values, nested] of [
      [negative, (cell: unknown) => cell],
      [`(${negative})::FLOAT`, (cell: unknown) => cell],
      [`[1.5, ${negative}]`, (cell: unknown) => (cell as number[])[1]],
      [`{'a': ${negative}}`, (cell: unknown) => (cell as { a: number }).a],
      [`[{'a': [${negative}]}]`, (cell: unknown) => (cell as { a: number[] }[])[0]!.a[0]],
    ] as const
  ) {
    const query = `SELECT ${values} AS v, 'text' AS t FROM range(1000)`;
    await reader.exportParquet(path, { query, overwrite: true });
    const read = await parquetReadObjects({ file: Deno.readFileSync(path).buffer });
    assertEquals(
      read.map(({ v }) => Object.is(nested(v), -0)),
      Array.from({ length: 1000 }, (_, i) => i % 3 === 0),
      values,
    );
  }
});

Deno.test({
  name: "exports come back in pandas",
  ignore: !hasPandas(),
  async fn() {
    await using boards = new OpenBoards();
    const paths = await exported(boards, "duckdb");
    for (const path of Object.values(paths)) {
      const { stdout, stderr } = await new Deno.Command("python3", {
        args: [fromFileUrl(new URL("read_exports.py", import.meta.url)), path],
      }).output();
      const text = new TextDecoder().decode(stdout);
      assert(text !== "", new TextDecoder().decode(stderr));
      assertEquals(JSON.parse(text), EXPECTED, path);
    }
  },
});

Deno.test("an export leaves what is there alone, and nothing half done", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  board.log({ value: 1 });
  await board.finish();
  await using reader = await openBoard(board.boardDir);
  const target = boards.dir.join("out.csv");
  Deno.writeTextFileSync(target, "mine");
  const taken = await assertRejects(() => reader.exportCsv(target), BoardReadError);
  assert(taken.message.includes(target), taken.message);
  assertEquals(Deno.readTextFileSync(target), "mine");
  assertEquals(await reader.exportCsv(target, { overwrite: true }), 1);
  assert(Deno.readTextFileSync(target).startsWith("step,"));
  await assertRejects(() => reader.exportCsv(boards.dir.path), BoardReadError);
  await assertRejects(() => reader.exportCsv(boards.dir.join("none", "out.csv")), BoardReadError);
  await assertRejects(
    () => reader.exportJson(boards.dir.join("a.json"), { table: "nothing" as "media" }),
    RangeError,
  );
  await assertRejects(
    () => reader.exportJson(boards.dir.join("a.json"), { table: "media", query: "SELECT 1" }),
    TypeError,
  );
  await assertRejects(
    () => reader.exportJson(boards.dir.join("a.json"), { query: "SELECT nothing FROM metrics" }),
    QueryError,
  );
  await assertRejects(
    () =>
      reader.exportJson(boards.dir.join("a.json"), { query: "SELECT error('late') FROM metrics" }),
    QueryError,
  );
  assertEquals(await reader.exportJson(boards.dir.join("none.json"), { table: "media" }), 0);
  assertEquals(JSON.parse(Deno.readTextFileSync(boards.dir.join("none.json"))), []);
  await using all = await openBoards(boards.dir.path);
  assertEquals(await all.exportParquet(boards.dir.join("runs.parquet"), { table: "runs" }), 1);
  const names = [...Deno.readDirSync(boards.dir.path)].filter(({ isFile }) => isFile);
  assertEquals(names.map(({ name }) => name).sort(), ["none.json", "out.csv", "runs.parquet"]);
});

function hasPandas(): boolean {
  try {
    return new Deno.Command("python3", {
      args: ["-c", "import pandas, pyarrow"],
      stdout: "null",
      stderr: "null",
    }).outputSync().success;
  } catch {
    return false;
  }
}

Deno.test("Parquet keeps all digits of sums: DuckDB writes integers of 128 bits as doubles", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  board.log({ a: 1 });
  await board.finish();
  await using reader = await openBoard(board.boardDir);
  const path = boards.dir.join("sums.parquet");
  // By hand: 9007199254740993 + 2, and 10 ** 38 - 1, the greatest that fits.
  const big = "99999999999999999999999999999999999999";
  const query = `SELECT sum(v) AS "the sum", [sum(v)] AS list, {'of "v"': sum(v), 'n': 1.5} AS s,
    MAP {'k': sum(v)} AS m, ${big}::HUGEINT AS big, 7::UHUGEINT AS u, NULL::HUGEINT AS none
    FROM (VALUES (9007199254740993::BIGINT), (2::BIGINT)) AS t(v)`;
  await reader.exportParquet(path, { query });
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const read = await connection.runAndReadAll(`SELECT "the sum"::VARCHAR, list::VARCHAR,
    s['of "v"']::VARCHAR, s.n::VARCHAR, m['k']::VARCHAR, big::VARCHAR, u::VARCHAR, none
    FROM read_parquet('${path}')`);
  const sum = "9007199254740995";
  assertEquals(read.getRows(), [[sum, `[${sum}]`, sum, "1.5", sum, big, "7", null]]);
  // What has more digits is text, in the whole column.
  const longer = "170141183460469231731687303715884105727";
  const values = `(VALUES (${longer}::HUGEINT, 1::HUGEINT), (NULL, 2)) AS t(v, w)`;
  await reader.exportParquet(path, {
    query: `SELECT v, [w, v] AS list, {'v': v} AS s, w FROM ${values}`,
    overwrite: true,
  });
  const long = await connection.runAndReadAll(
    `SELECT v, typeof(v), list, s.v, typeof(w), w::VARCHAR FROM read_parquet('${path}')`,
  );
  assertEquals(
    JSON.stringify(long.getRowsJson()),
    JSON.stringify([
      [longer, "VARCHAR", ["1", longer], longer, "DECIMAL(38,0)", "1"],
      [null, "VARCHAR", ["2", null], null, "DECIMAL(38,0)", "2"],
    ]),
  );
  connection.closeSync();
  instance.closeSync();
});

Deno.test("Parquet keeps intervals and times with an offset as their texts: DuckDB cuts or shifts them", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  board.log({ a: 1 });
  await board.finish();
  await using reader = await openBoard(board.boardDir);
  const path = boards.dir.join("times.parquet");
  const interval = "INTERVAL '1 year 2 days 04:05:06.789012'";
  const time = "'12:34:56.789012+05:30'::TIMETZ";
  const query = `SELECT ${interval} AS i, INTERVAL '-1 microsecond' AS below, ${time} AS t,
    [${time}] AS list, {'i': ${interval}} AS s, MAP {'k': ${interval}} AS m`;
  await reader.exportParquet(path, { query });
  const read = await parquetReadObjects({ file: Deno.readFileSync(path).buffer });
  const [i, t] = ["1 year 2 days 04:05:06.789012", "12:34:56.789012+05:30"];
  assertEquals(read, [{ i, below: "-00:00:00.000001", t, list: [t], s: { i }, m: { k: i } }]);
});
