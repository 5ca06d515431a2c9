import { assertEquals } from "@std/assert";
import { samplesQuery } from "../../../../viewer/page/system/samples_query.ts";
import { RowReader } from "../../../support/row_reader.ts";

/** Samples as runs have them, `value` rising from 0, in place of the table. */
function asked(runs: number, values: number, samples: number): string {
  const table = `(SELECT 'run ' || run AS board_id, 'value ' || name AS name, number,
    number::DOUBLE AS value, make_timestamp(number * 10_000_000) AS timestamp
    FROM range(${runs}) a(run), range(${values}) b(name), range(${samples}) c(number))`;
  const ids = Array.from({ length: runs }, (_, i) => `run ${i}`);
  return samplesQuery(ids).query.replace("FROM system", `FROM ${table}`);
}

Deno.test("samplesQuery() has all values of all runs in no more rows than the server sends", async () => {
  await using reader = new RowReader();
  for (
    const [runs, values, samples, rows] of [
      [1, 43, 3, 43 * 3],
      [1, 11, 1000, 11 * 400],
      [1, 43, 1000, 43 * 232], // A machine with eight GPUs, after some hours.
      [20, 43, 500, 860 * 11],
      [1, 0, 0, 0],
    ] as const
  ) {
    const query = asked(runs, values, samples);
    const { cells } = await reader.query(
      "",
      `SELECT count(*), count(DISTINCT board_id || name), min(minutes) >= 0,
        max(abs(minutes - value / 6)) < 1e-9 FROM (${query})`,
    );
    assertEquals(cells.map(([cell]) => cell), [
      ...[BigInt(rows), BigInt(runs * values)],
      ...rows === 0 ? [null, null] : [true, true],
    ]);
  }
});
