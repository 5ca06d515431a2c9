/**
 * The command line: `deno run -A jsr:@kohakuboard/client/cli list`.
 *
 * @module
 */
import { exit } from "../system/deno.ts";
import { args } from "../system/this_process.ts";
import { Guard } from "./guard/guard.ts";
import { memoryBudget } from "./guard/memory_budget.ts";
import { run } from "./run.ts";

if (import.meta.main) {
  exit(
    await run(args(), (name) => {
      // The viewer's server reads no board itself, and runs until Ctrl+C.
      if (name !== "view" && name !== "serve") Guard.start(memoryBudget().processBytes);
    }),
  );
}
