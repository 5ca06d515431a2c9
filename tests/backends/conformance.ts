import { assert, assertEquals, assertRejects } from "@std/assert";
import type { OpenBackend } from "../../backends/backend.ts";
import { Random } from "../support/random.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { BackendFiles, LazyReader } from "./backend_files.ts";
import { testAppend } from "./conformance/append.ts";
import type { Capabilities } from "./conformance/capabilities.ts";
import { testCommit } from "./conformance/commit.ts";
import { randomRun } from "./conformance/random_run.ts";
import type { TestFiles } from "./conformance/test_files.ts";

/** Makes the tests for one backend. */
export function testBackend(name: string, openBackend: OpenBackend, can: Capabilities): void {
  const test: TestFiles = (what, body) =>
    Deno.test(`${name}: ${what}`, async () => {
      using dir = new TempDir();
      await using reader = new LazyReader(can.startReader);
      await using files = new BackendFiles(openBackend, dir.join("data"), reader);
      await body(files);
    });

  testCommit(test, can);
  testAppend(test, can);

  const { ownFile } = can;
  if (ownFile !== undefined) {
    for (const [what, text] of FOREIGN_FILES) {
      if (text === "" && can.takesEmptyFile) continue;
      test(`openBackend() or tables() refuses ${what} in its place`, async (files) => {
        Deno.mkdirSync(files.dataDir);
        const path = `${files.dataDir}/${ownFile}`;
        Deno.writeTextFileSync(path, text);
        const error = await assertRejects(async () => (await files.open()).tables(), Error, path);
        assert(!(error instanceof TypeError), `${error}`);
        await files.reopen(false);
        assertEquals(Deno.readTextFileSync(path), text);
        assertEquals(files.names(), [ownFile]);
      });
    }
  }

  Deno.test(`${name}: keeps what it is given in ${can.randomRuns} random runs`, async () => {
    await using reader = new LazyReader(can.startReader);
    for (let seed = 1; seed <= can.randomRuns; seed++) {
      using dir = new TempDir();
      await using files = new BackendFiles(openBackend, dir.join("data"), reader, `in run ${seed}`);
      await randomRun(new Random(seed), files, can.signsAmongZeros);
    }
  });
}

const FOREIGN_FILES = [
  ["an empty file", ""],
  ["a text", "These are my notes, and they are no table.\n"],
  ["a short text", "no"],
  ["a file that begins like Parquet", "PAR1 and then goes on as something else"],
  ["a file that begins like DuckDB", "12345678DUCK and then goes on as something else"],
] as const;
