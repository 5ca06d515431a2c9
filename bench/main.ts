/**
 * Measures what logging costs, beside what one would do without this module,
 * prints a table and writes it to `bench/README.md`.
 *
 * All figures are medians of several runs of one process, on the same values.
 * They are meant as ratios: the times are those of one machine. Event files of
 * TensorBoard are not among them: the one writer on npm is part of
 * `@tensorflow/tfjs-node`, whose native library does not come from npm.
 *
 * ```sh
 * deno task bench            # all: about twenty minutes
 * deno task bench calls      # one part: paces, first, calls, runs, growth, images, resume,
 *                            # boards, folder, sync
 * ```
 */
import { fromFileUrl } from "@std/path";
import { measureBoards } from "./boards.ts";
import { measureCalls } from "./calls.ts";
import { measureFirstCall } from "./first_call.ts";
import { measureFolder } from "./folder.ts";
import { measureGrowth } from "./growth.ts";
import { measureImages } from "./images.ts";
import { measurePaces } from "./paces.ts";
import { measureResume } from "./resume.ts";
import { measureRuns } from "./runs.ts";
import { measureSyncBeside } from "./sync_beside.ts";
import { toMarkdown } from "./table.ts";

const parts = {
  paces: measurePaces,
  first: measureFirstCall,
  calls: measureCalls,
  runs: measureRuns,
  growth: measureGrowth,
  images: measureImages,
  resume: measureResume,
  boards: measureBoards,
  folder: measureFolder,
  sync: measureSyncBeside,
};
const runs = Number(Deno.env.get("BENCH_RUNS") ?? 5);
const [only] = Deno.args;
const chosen = Object.entries(parts).filter(([name]) => only === undefined || name === only);
const tables = [];
for (const [, measure] of chosen) tables.push(await measure(runs));
const text = toMarkdown(tables, runs);
console.log(text);
if (only === undefined) {
  const path = fromFileUrl(new URL("./README.md", import.meta.url));
  Deno.writeTextFileSync(path, text);
  // As the gate wants it.
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", path] }).output();
}
Deno.exit(0);
