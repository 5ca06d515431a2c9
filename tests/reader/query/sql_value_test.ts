import { assertEquals, assertThrows } from "@std/assert";
import { DOUBLE, DuckDBBlobValue, TIMESTAMP } from "../../../reader/duckdb/duckdb_bundle.js";
import { openBoard, type SqlValue } from "../../../reader/mod.ts";
import { OpenBoards } from "../../board/open_boards.ts";
import { toDuckDbParam, toSqlValue } from "../../../reader/query/sql_value.ts";
import { smallBoard } from "../small_board.ts";

Deno.test("BoardReader.sql() gives typed rows", async () => {
  await using boards = new OpenBoards();
  await using reader = await openBoard(await smallBoard(boards, "duckdb"));
  const values: [string, string, SqlValue][] = [
    ["1", "INTEGER", 1],
    ["9007199254740991::BIGINT", "BIGINT", 9007199254740991],
    ["9007199254740993::BIGINT", "BIGINT", 9007199254740993n],
    ["170141183460469231731687303715884105727::HUGEINT", "HUGEINT", 2n ** 127n - 1n],
    ["'NaN'::DOUBLE", "DOUBLE", NaN],
    ["'-Infinity'::DOUBLE", "DOUBLE", -Infinity],
    ["-0.0::DOUBLE", "DOUBLE", -0],
    ["1.25", "DECIMAL(3,2)", 1.25],
    ["'\ufeffmark 😀'", "VARCHAR", "\ufeffmark 😀"],
    ["NULL", "INTEGER", null],
    ["true", "BOOLEAN", true],
    ["TIMESTAMP '2026-01-02 03:04:05.678'", "TIMESTAMP", new Date("2026-01-02T03:04:05.678Z")],
    ["TIMESTAMP '1969-12-31 23:59:59.9995'", "TIMESTAMP", new Date(-1)],
    ["DATE '2026-01-02'", "DATE", new Date("2026-01-02")],
    ["'infinity'::TIMESTAMP", "TIMESTAMP", "infinity"],
    ["'infinity'::DATE", "DATE", "infinity"],
    ["'-infinity'::DATE", "DATE", "-infinity"],
    ["'\\x01\\xFF'::BLOB", "BLOB", new Uint8Array([1, 255])],
    ["[1, NULL, 3]", "INTEGER[]", [1, null, 3]],
    ["{'a': 1, 'b': [true]}", "STRUCT(a INTEGER, b BOOLEAN[])", { a: 1, b: [true] }],
    ["MAP {'k': 1}", "MAP(VARCHAR, INTEGER)", { k: 1 }],
    ["MAP {0.5::DOUBLE: 1, 2: 2}", "MAP(DOUBLE, INTEGER)", { "0.5": 1, "2": 2 }],
    ["INTERVAL 1 DAY", "INTERVAL", "1 day"],
  ];
  for (const [sql, type, value] of values) {
    const result = await reader.sql(`SELECT ${sql} AS v`);
    assertEquals(result.rows, [[value]], sql);
    assertEquals(String(result.columns[0]!.type).replaceAll('"', ""), type, sql);
  }
  const { rows } = await reader.sql(
    "SELECT $n::BIGINT, $x, $t, $b, $d, $none, $big::HUGEINT",
    {
      n: 2 ** 40,
      x: -0,
      t: "it's",
      b: new Uint8Array([7]),
      d: new Date(5),
      none: null,
      big: 2n ** 70n,
    },
  );
  assertEquals(rows, [[2 ** 40, -0, "it's", new Uint8Array([7]), new Date(5), null, 2n ** 70n]]);
  const byPlace = await reader.sql("SELECT step FROM metrics WHERE value BETWEEN ? AND ?", [
    1,
    1.2,
  ]);
  assertEquals(byPlace.toObjects(), [{ step: 10 }, { step: 11 }, { step: 12 }]);
});

Deno.test("toSqlValue() makes bigints numbers where these are exact", () => {
  const { MAX_SAFE_INTEGER } = Number;
  assertEquals(toSqlValue(BigInt(MAX_SAFE_INTEGER)), MAX_SAFE_INTEGER);
  assertEquals(toSqlValue(BigInt(-MAX_SAFE_INTEGER)), -MAX_SAFE_INTEGER);
  assertEquals(toSqlValue(BigInt(MAX_SAFE_INTEGER) + 1n), BigInt(MAX_SAFE_INTEGER) + 1n);
  assertEquals(toSqlValue(null), null);
});

Deno.test("toSqlValue() copies a blob, as DuckDB uses its memory again", () => {
  const bytes = Uint8Array.of(1, 2);
  const value = toSqlValue(new DuckDBBlobValue(bytes));
  bytes[0] = 9;
  assertEquals(value, Uint8Array.of(1, 2));
});

Deno.test("toDuckDbParam() gives a type where the value does not show it", () => {
  assertEquals(toDuckDbParam(1), { value: 1 });
  for (const value of [0.5, -0, NaN, Infinity, 2 ** 60]) {
    assertEquals(toDuckDbParam(value), { value, type: DOUBLE });
  }
  assertEquals(toDuckDbParam(new Date(5)).type, TIMESTAMP);
  for (const value of [null, true, 5n, "text"]) assertEquals(toDuckDbParam(value), { value });
});

Deno.test("toDuckDbParam() refuses what has no place in SQL", () => {
  assertThrows(() => toDuckDbParam(new Date(NaN)), RangeError, "Cannot bind an invalid Date");
  for (const value of [undefined, {}, [1], () => {}, Symbol("a")]) {
    assertThrows(
      () => toDuckDbParam(value as unknown as string),
      TypeError,
      "Cannot bind a parameter: expected null, a boolean,",
    );
  }
});

Deno.test("a map of SQL keeps all its entries, whatever its keys are", async () => {
  await using boards = new OpenBoards();
  await using reader = await openBoard(await smallBoard(boards, "duckdb"));
  const moment = "2026-01-02 03:04:05";
  const pairs: [first: string, second: string][] = [
    ["{'a': 1}", "{'a': 2}"],
    ["['a,b']", "['a', 'b']"],
    [`TIMESTAMP '${moment}.1'`, `TIMESTAMP '${moment}.2'`],
    [`TIMESTAMPTZ '${moment}.1+00'`, `TIMESTAMPTZ '${moment}.2+00'`],
    ["12345678901234567890.1::DECIMAL(38, 1)", "12345678901234567890.2::DECIMAL(38, 1)"],
    ["'\\x01\\x02'::BLOB", "'\\x01\\x03'::BLOB"],
    ["INTERVAL 1 DAY", "INTERVAL 2 DAYS"],
    ["DATE '2026-01-02'", "DATE '2026-01-03'"],
  ];
  for (const [first, second] of pairs) {
    for (const exact of [false, true]) {
      const { rows: [row] } = await reader.sql(`SELECT MAP {${first}: 1, ${second}: 2}`, [], {
        exact,
      });
      assertEquals(Object.values(row![0] as object), [1, 2], `${first}, exact: ${exact}`);
    }
  }
});
