// cspell:words pread preadv
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { DuckDBInstance } from "@duckdb/node-api";
import { fixture, Script } from "./support/script.ts";
import { BACKENDS, count, faultTest } from "./support/suite.ts";

/** The calls by which bytes of a file are read. */
const CALLS = ["read", "pread64", "readv", "preadv", "preadv2", "mmap", "copy_file_range"];

/** How often a run is tried whose writer was replaced. */
const MAX_ATTEMPTS = 4;

for (const backend of BACKENDS) {
  const seconds = count(2, 20);
  faultTest(28, `no commit reads the journal back from the disk (${backend})`, async (context) => {
    const { dir, say } = context;
    for (let attempt = 1;; attempt++) {
      const log = join(dir, `strace_${attempt}`);
      const boardId = `run_${attempt}`;
      await using script = new Script(fixture("paced_run.ts"), {
        args: [backend, dir, boardId, String(seconds)],
        under: ["strace", "-f", "-y", "-o", log, "-e", `trace=${CALLS.join(",")},pwrite64`],
      });
      const { code, stderr } = await script.end();
      assertEquals(code, 0, stderr);
      assertEquals(await rowCount(join(dir, boardId, "data"), backend), 42 * seconds);
      const calls = Deno.readTextFileSync(log).split("\n");
      const ofJournal = calls.filter((call) => /data\/journal\/\d+\.journal/.test(call));
      const read = ofJournal.filter((call) => !/\bpwrite64\(/.test(call));
      assert(ofJournal.length - read.length > 3, "the journal was written");
      // A writer that takes over, on a slow machine, has nothing in memory: it may read.
      const wasReplaced = stderr.includes("another one goes on");
      say(`${ofJournal.length} calls, ${read.length} read${wasReplaced ? ", by two writers" : ""}`);
      if (wasReplaced && attempt < MAX_ATTEMPTS) continue;
      if (!wasReplaced) assertEquals(read, []);
      return;
    }
  }, { programs: ["strace"] });
}

async function rowCount(dataDir: string, backend: string): Promise<number> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const path = join(dataDir, backend === "duckdb" ? "board.duckdb" : "metrics.parquet");
    if (backend === "duckdb") await connection.run(`ATTACH '${path}' AS board (READ_ONLY)`);
    const from = backend === "duckdb" ? "board.main.metrics" : `read_parquet('${path}')`;
    const [[rows] = []] = (await connection.runAndReadAll(`SELECT count(*) FROM ${from}`))
      .getRows();
    return Number(rows);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
