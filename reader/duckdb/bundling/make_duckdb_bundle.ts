/**
 * Makes `duckdb_bundle.js`: what readers use of `@duckdb/node-api`, in one file.
 *
 * ```sh
 * deno task bundle
 * ```
 *
 * @module
 */
import { runProgram } from "../../../system/run_program.ts";
import { executable } from "../../../system/this_process.ts";
import { writeFile } from "../../../system/write_file.ts";
import { duckDbBundleHeader } from "./duckdb_sources.ts";

if (import.meta.main) {
  const folder = new URL("../", import.meta.url);
  const externals = ["@duckdb/node-bindings", "os"].map((name) => `--external=${name}`);
  const args = ["bundle", "--platform", "browser", "--minify", ...externals, "duckdb_parts.ts"];
  const { code, stdout, stderr } = await runProgram(executable(), args, { cwd: folder });
  if (code !== 0) throw new Error(`Cannot bundle DuckDB's API: ${stderr}`);
  writeFile(new URL("duckdb_bundle.js", folder), await duckDbBundleHeader(folder) + stdout);
  console.log(`duckdb_bundle.js: ${(stdout.length / 1000).toFixed(1)} kB`);
}
