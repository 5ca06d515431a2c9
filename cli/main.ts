/**
 * The command line: `deno run -A jsr:@kohakuboard/client/cli list`.
 *
 * @module
 */
import { run } from "./run.ts";

if (import.meta.main) Deno.exit(await run(Deno.args));
