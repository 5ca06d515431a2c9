/**
 * The command line: `deno run -A jsr:@kohakuboard/client/cli list`.
 *
 * @module
 */
import { exit } from "../system/deno.ts";
import { args } from "../system/this_process.ts";
import { run } from "./run.ts";

if (import.meta.main) exit(await run(args()));
