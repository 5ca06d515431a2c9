/**
 * No command changes a value: what `kobo sql` and `kobo export` print is compared
 * with what was asked for, digit by digit.
 *
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { Board } from "../../mod.ts";
import { openBoard } from "../../reader/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { parseCsv } from "../support/parse_csv.ts";
import { kobo } from "./support/kobo.ts";
import { makeSmallBoard } from "./support/small_board.ts";

/** SQL, the value in `kobo sql --json`, and that in exported JSON where it differs. */
const VALUES: readonly (readonly [sql: string, json: unknown, exported?: string])[] = [
  ["1", 1],
  ["0.1", 0.1],
  ["1.50::DECIMAL(10, 2)", 1.5],
  ["1234567890123456789.123456789::DECIMAL(38, 9)", "1234567890123456789.123456789"],
  ["-0.1234567890123456::DECIMAL(20, 16)", "-0.1234567890123456"],
  ["9007199254740993", "9007199254740993"],
  ["DATE '2026-01-02'", "2026-01-02"],
  ["DATE 'infinity'", "infinity"],
  ["DATE '0044-03-15 (BC)'", "0044-03-15 (BC)"],
  ["TIMESTAMP '2026-01-02 03:04:05.123456'", "2026-01-02T03:04:05.123456Z"],
  ["TIMESTAMP '1969-12-31 23:59:59.999999'", "1969-12-31T23:59:59.999999Z"],
  ["TIMESTAMP '2026-01-02'", "2026-01-02T00:00:00.000000Z"],
  ["TIMESTAMP '-infinity'", "-infinity"],
  ["TIMESTAMP_S '2026-01-02 03:04:05'", "2026-01-02T03:04:05Z"],
  ["TIMESTAMP_MS '2026-01-02 03:04:05.123'", "2026-01-02T03:04:05.123Z"],
  ["TIMESTAMP_NS '2026-01-02 03:04:05.123456789'", "2026-01-02T03:04:05.123456789Z"],
  ["TIMESTAMPTZ '2026-01-02 03:04:05.123456+02'", "2026-01-02T01:04:05.123456Z"],
  ["TIME '03:04:05.000001'", "03:04:05.000001"],
  ["'\\x01\\xFF\\x00'::BLOB", "0x01ff00"],
  ["''::BLOB", "0x"],
  ["NULL::BLOB", null],
  ["[DATE '2026-01-02', NULL]", ["2026-01-02", null]],
  ["{'d': DATE '2026-01-02', 'b': 'a'::BLOB}", { d: "2026-01-02", b: "0x61" }],
  ["MAP {DATE '2026-01-02': 'a'::BLOB}", { "2026-01-02": "0x61" }],
  ["MAP {'a': 'NaN'::DOUBLE}", { a: "NaN" }],
];

Deno.test("kobo sql and kobo export keep every digit, and agree", async (t) => {
  using dir = new TempDir();
  await makeSmallBoard(dir.join("boards"), "run");
  const base = ["--dir", dir.join("boards")];
  const query = `SELECT ${VALUES.map(([sql], index) => `${sql} AS v${index}`).join(", ")}`;
  const expected = VALUES.map(([, json]) => json);
  // Another time zone than UTC, which must not be seen.
  const env = { TZ: "America/New_York" };

  await t.step("kobo sql --json", async () => {
    const { stdout, stderr } = await kobo(["sql", "run", query, "--json", ...base], { env });
    const [row] = JSON.parse(stdout);
    assertEquals(Object.values(row), expected, stderr);
  });
  await t.step("kobo sql", async () => {
    const { stdout } = await kobo(
      ["sql", "run", "SELECT v FROM (VALUES (DATE '2026-01-02')) t(v)", ...base],
      { env },
    );
    assertEquals(stdout, "v\n2026-01-02\n");
    const times = await kobo([
      "sql",
      "run",
      "SELECT TIMESTAMP '2026-01-02 03:04:05.123456' a, TIMESTAMP '2026-01-02 03:04:05.5' b, " +
      "'a'::BLOB c, 1234567890123456789.5 d",
      ...base,
    ], { env });
    assertEquals(
      times.stdout.split("\n")[1]!.split(/ {2,}/),
      ["2026-01-02 03:04:05.123456", "2026-01-02 03:04:05.500", "0x61", "1234567890123456789.5"],
    );
  });
  await t.step("kobo export --format json", async () => {
    const { stdout } = await kobo(
      ["export", "run", "-q", query, "-f", "json", "-o", "-", ...base],
      { env },
    );
    // Numbers have all their digits there, which JSON.parse() would round.
    const exact = stdout.replace(/:(-?\d{10,}\.?\d*|-?0\.\d{16,})/g, ':"$1"');
    const [row] = JSON.parse(exact);
    assertEquals(Object.values(row), expected, stdout);
  });
  await t.step("kobo export --format csv has bytes as JSON has them", async () => {
    const { stdout } = await kobo(
      ["export", "run", "-q", "SELECT '\\x01\\xFF'::BLOB AS b", "-o", "-", ...base],
    );
    assertEquals(stdout, "b\n0x01ff\n");
  });
});

Deno.test("kobo sql --json has all columns of one name, in their order, as kobo export names them", async () => {
  using dir = new TempDir();
  await makeSmallBoard(dir.join("boards"), "run");
  const base = ["--dir", dir.join("boards")];
  const query = 'SELECT 1 AS a, 2 AS a, 3 AS a_1, 4 AS "A", 5 AS "2", 6 AS "1"';
  const { stdout } = await kobo(["sql", "run", query, "--json", ...base]);
  assertEquals(stdout, '[\n  {"a":1,"a_1":2,"a_1_1":3,"A_2":4,"2":5,"1":6}\n]\n');
  const exported = await kobo(["export", "run", "-q", query, "-f", "json", "-o", "-", ...base]);
  assertStringIncludes(exported.stdout, '{"a":1,"a_1":2,"a_1_1":3,"A_2":4,"2":5,"1":6}');
  const joined = "SELECT * FROM metrics m1 JOIN metrics m2 USING (step) ORDER BY step LIMIT 1";
  const [row] = JSON.parse((await kobo(["sql", "run", joined, "--json", ...base])).stdout);
  assertEquals([row.loss, row.loss_1, Object.keys(row).length], [0, 0, 9]);
  await using reader = await openBoard(dir.join("boards", "run"));
  const result = await reader.sql("SELECT 1 AS a, 2 AS a");
  assertEquals(result.toObjects(), [{ a: 1, a_1: 2 }]);
});

Deno.test("texts that a spreadsheet would compute get an apostrophe in CSV, numbers do not", async () => {
  using dir = new TempDir();
  const formulas = [
    '=HYPERLINK("http://x")',
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "＝1+1",
  ];
  const plain = ["-1.5", "+3", "-1e-7", "-Infinity", "a=1", "it's", "1-2", "", "日本"];
  {
    await using board = new Board({
      name: "run",
      boardId: "run",
      baseDir: dir.join("boards"),
      captureOutput: false,
    });
    for (const text of [...formulas, ...plain]) board.log({ "=cell": text, number: -1.5 });
  }
  const base = ["--dir", dir.join("boards")];
  const query = 'SELECT "=cell", number, [-1.5, NULL] AS list FROM metrics ORDER BY step';
  const read = (path: string) => parseCsv(Deno.readTextFileSync(path));
  await kobo(["export", "run", "-q", query, "-o", dir.join("escaped.csv"), ...base]);
  const [title, ...rows] = read(dir.join("escaped.csv"));
  assertEquals(title, ["'=cell", "number", "list"]);
  assertEquals(rows.map(([cell]) => cell), [...formulas.map((text) => `'${text}`), ...plain]);
  assertEquals(rows[0]!.slice(1), ["-1.5", "[-1.5,null]"]);
  const exact = ["--no-escape-formulas", ...base];
  await kobo(["export", "run", "-q", query, "-o", dir.join("exact.csv"), ...exact]);
  const [exactTitle, ...exactRows] = read(dir.join("exact.csv"));
  assertEquals(exactTitle![0], "=cell");
  assertEquals(exactRows.map(([cell]) => cell), [...formulas, ...plain]);
  // Other formats are none of a spreadsheet.
  const json = await kobo(["export", "run", "-q", query, "-f", "json", "-o", "-", ...base]);
  assertEquals(JSON.parse(json.stdout)[2]["=cell"], "-2+3");
});
