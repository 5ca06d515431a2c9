import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { TempDir } from "../../testing/temp_dir.ts";
import { RowReader } from "../support/row_reader.ts";
import { fixture, Script } from "./support/script.ts";
import { BACKENDS, faultTest } from "./support/suite.ts";

/** 16 MiB, less than what is logged. */
const LIMITED = ["bash", "-c", 'ulimit -f 16384; exec "$@"', "bash"];

/** Deno is told of a signal as much later as it may take on a busy machine, twice per signal. */
const TOLD_LATE = [
  ...["strace", "-f", "-q", "-o", "/dev/null", "-e", "trace=recvfrom"],
  ...["-e", "inject=recvfrom:delay_exit=700000"],
];

for (const backend of BACKENDS) {
  Deno.test(`a limit of a file's size loses no row, with ${backend}`, async () => {
    using dir = new TempDir();
    const run = async (under: readonly string[]) => {
      const args = [backend, dir.path];
      // The databases of Deno's own cache may be larger.
      const env = { DENO_CACHE_DB_MODE: "in-memory" };
      await using script = new Script(fixture("file_size_limit.ts"), { args, under, env });
      return await script.end();
    };
    const limited = await run(LIMITED);
    // DuckDB's own files may be larger; then the journal has all, and the next run brings it there.
    if (backend === "parquet") assertEquals([limited.code, limited.stderr], [0, ""]);
    else {
      assertEquals(limited.code, 1, limited.stderr);
      assertStringIncludes(limited.stderr, "up to 39 in the journal.");
    }
    const { code, stderr } = await run([]);
    assertEquals([code, stderr], [0, ""]);
    await using reader = new RowReader();
    const data = dir.join("large", "data");
    const [path, table] = backend === "duckdb"
      ? [join(data, "board.duckdb"), "metrics"]
      : ["", `'${join(data, "metrics.parquet")}'`];
    const { cells } = await reader.query(
      path,
      `SELECT count(*), sum(step_is)::BIGINT, sum(length(text))::BIGINT FROM ${table}`,
    );
    assertEquals(cells.flat().map(Number), [80, 1560, 80 * 2 ** 20]);
  });
}

faultTest(9, "a limit of a file's size, of which Deno tells late", async ({ dir }) => {
  const under = [...TOLD_LATE, ...LIMITED];
  const env = { DENO_CACHE_DB_MODE: "in-memory" };
  await using script = new Script(fixture("file_size_limit.ts"), {
    args: ["duckdb", dir, "goes on"],
    under,
    env,
  });
  const { code, stdout, stderr } = await script.end();
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "up to 39 in the journal.");
  assertStringIncludes(stdout, "went on");
}, { programs: ["strace"] });
