import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { parquetMetadata } from "hyparquet";
import { forkParquet } from "../../../backends/parquet/fork_parquet.ts";
import { openBackend } from "../../../backends/parquet/parquet_backend.ts";
import { makeBlock } from "../../support/make_block.ts";
import { readParquet } from "../../support/read_parquet.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

const ROWS = 60_000;

Deno.test("forkParquet() cuts a file of several row groups anywhere, and copies those before", async () => {
  using dir = new TempDir();
  const from = dir.join("data");
  const backend = await openBackend({ dataDir: from });
  for (let first = 0; first < ROWS; first += 20_000) {
    const values = Array.from({ length: 20_000 }, (_, row) => (first + row) / 7);
    await backend.append(
      makeBlock(first, 20_000, [{ name: "loss", type: "double", cells: values }]),
    );
    await backend.commit();
  }
  await backend.close();
  const bytes = Deno.readFileSync(join(from, "metrics.parquet"));
  const groups = parquetMetadata(bytes.buffer).row_groups.map((group) => Number(group.num_rows));
  assert(groups.length > 1, `expected several row groups, found ${groups}`);
  const edge = groups[0]!; // The first step of the second one.
  for (const step of [0, edge - 2, edge - 1, edge, edge + 1, ROWS - 2, ROWS - 1]) {
    const to = dir.join(`fork_${step}`);
    Deno.mkdirSync(to);
    await forkParquet(from, to, step, true);
    assertEquals([...Deno.readDirSync(to)].map(({ name }) => name), ["metrics.parquet"]);
    const { cells: [steps = [], , , losses = []] } = await readParquet(to);
    assertEquals(steps.length, step + 1);
    assert(steps.every((found, row) => Number(found) === row), `steps up to ${step}`);
    assert(losses.every((loss, row) => loss === row / 7), `values up to ${step}`);
    const reopened = await openBackend({ dataDir: to });
    await reopened.verify?.();
    assertEquals((await reopened.tables())[0]?.rowCount, step + 1);
    await reopened.abort();
  }
  assertEquals(Deno.readFileSync(join(from, "metrics.parquet")), bytes);
});
