/**
 * Measures what logging costs, beside what one would do without this module,
 * prints a table and writes it to `bench/README.md`.
 *
 * All figures are medians of several runs of one process, on the same values.
 * They are meant as ratios: the times are those of one machine.
 *
 * ```sh
 * deno task bench
 * ```
 */
import { measureCalls } from "./calls.ts";
import { measureImages } from "./images.ts";
import { measureRuns } from "./runs.ts";
import { toMarkdown } from "./table.ts";

const runs = Number(Deno.env.get("BENCH_RUNS") ?? 5);
const tables = [await measureCalls(runs), await measureRuns(runs), await measureImages(runs)];
const text = toMarkdown(tables, runs);
console.log(text);
Deno.writeTextFileSync(new URL("./README.md", import.meta.url), text);
Deno.exit(0);
