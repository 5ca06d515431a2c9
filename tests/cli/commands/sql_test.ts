import { assertEquals, assertMatch } from "@std/assert";
import { TempDir } from "../../../testing/temp_dir.ts";
import { makeExampleBoards } from "../support/example_boards.ts";
import { kobo } from "../support/kobo.ts";

const BACKENDS = ["duckdb", "parquet"] as const;

Deno.test("kobo sql queries boards", async (t) => {
  using dir = new TempDir();
  await makeExampleBoards(dir.join("boards"));
  const base = ["--dir", dir.join("boards")];

  for (const backend of BACKENDS) {
    const id = `20260102_030405_${backend}`;

    await t.step(`sql answers as table and as JSON (${backend})`, async () => {
      const query = 'SELECT step, "train/loss", note FROM metrics WHERE step IN (0, 62) ORDER BY 1';
      const table = await kobo(["sql", id, query, ...base]);
      assertEquals(
        table.stdout,
        "step  train/loss  note\n" +
          "   0           1  one\\nline\\tand \\u001b[31manother\n" +
          "  62         NaN  NULL\n",
      );
      const json = await kobo(["sql", id, "-", ...base, "--json"], { stdin: query });
      assertEquals(JSON.parse(json.stdout), [
        { step: 0, "train/loss": 1, note: "one\nline\tand \x1b[31manother" },
        { step: 62, "train/loss": "NaN", note: null },
      ]);
    });
  }

  await t.step("sql all asks all boards", async () => {
    const query = "SELECT board_id, count(*) AS n FROM metrics GROUP BY 1 ORDER BY 1";
    const { stdout } = await kobo(["sql", "all", query, ...base, "--json"]);
    assertEquals(JSON.parse(stdout), [
      { board_id: "20260102_030405_duckdb", n: 104 },
      { board_id: "20260102_030405_parquet", n: 104 },
      { board_id: "20260102_040000_other", n: 1 },
    ]);
  });

  await t.step("sql says what it leaves out", async () => {
    const { code, stdout, stderr } = await kobo(
      ["sql", "latest", "FROM range(5)", ...base, "--limit", "2"],
    );
    assertEquals([code, stdout], [0, "range\n    0\n    1\n"]);
    assertMatch(stderr, /^Only the first 2 rows are shown/);
  });
});
