/**
 * Makes `arrow_bundle.js`: those parts of Arrow that the Parquet backend uses, in one file.
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
import { arrowBundleHeader } from "./arrow_sources.ts";

if (import.meta.main) {
  const folder = new URL("../", import.meta.url);
  const args = ["bundle", "--platform", "browser", "--minify", "arrow_parts.ts"];
  const { code, stdout, stderr } = await runProgram(executable(), args, { cwd: folder });
  if (code !== 0) throw new Error(`Cannot bundle Arrow: ${stderr}`);
  writeFile(new URL("arrow_bundle.js", folder), await arrowBundleHeader(folder) + stdout);
  console.log(`arrow_bundle.js: ${(stdout.length / 1000).toFixed(1)} kB`);
}
